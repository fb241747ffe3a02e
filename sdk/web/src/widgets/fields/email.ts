/**
 * Whether a text has the shape of an address; whether there is such an address a mail has to tell. Server and browser
 * take nearly the same: one `@`, no spaces, and a domain with a dot.
 */
export const looksLikeEmail = (text: string): boolean => {
  const email = text.trim();
  return (
    email.length <= 254 &&
    /^[^\s@<>(),;:"[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u.test(
      email,
    )
  );
};

/** The build makes style sheets smaller and gives them as text. */
declare module "*.css" {
  const css: string;
  export default css;
}

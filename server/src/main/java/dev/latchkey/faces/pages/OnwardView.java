package dev.latchkey.faces.pages;

/**
 * A page that leads on by itself.
 *
 * @param address proven to be ours or the client's
 */
public record OnwardView(String address) {}

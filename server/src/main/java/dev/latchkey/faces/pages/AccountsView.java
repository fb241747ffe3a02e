package dev.latchkey.faces.pages;

/**
 * @param account who is logged in
 */
public record AccountsView(String account) {}

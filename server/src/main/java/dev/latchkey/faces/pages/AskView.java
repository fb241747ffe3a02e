package dev.latchkey.faces.pages;

/** A page whose one button posts to its own address. */
public record AskView(String title, String button) {}

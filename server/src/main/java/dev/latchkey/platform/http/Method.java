package dev.latchkey.platform.http;

/** The methods the server answers. */
public enum Method {
  GET,
  HEAD,
  POST,
  PUT,
  PATCH,
  DELETE,
  OPTIONS
}

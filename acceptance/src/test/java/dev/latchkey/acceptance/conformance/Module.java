package dev.latchkey.acceptance.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The module of the suite, by its name there, that a test goes through. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Module {

  String value();
}

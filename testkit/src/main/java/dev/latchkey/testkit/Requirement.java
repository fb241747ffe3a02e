package dev.latchkey.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which requirements a test shows to be met, by the ids of {@code docs/security/requirements.txt},
 * such as {@code ASVS 6.3.8}. The page {@code docs/security/README.md} is made from these.
 */
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Requirement {

  String[] value();
}

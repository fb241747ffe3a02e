package dev.latchkey.faces.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param fields as the tenant asks for them, consents last
 */
public record SignupView(
    String clientName,
    @Nullable Alert alert,
    List<Field> fields,
    Field password,
    Strength strength,
    @Nullable Captcha captcha) {}

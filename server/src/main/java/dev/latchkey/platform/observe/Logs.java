package dev.latchkey.platform.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The log: to standard output, as text for people or as a JSON object a line for machines. Nothing
 * that a caller sent can start a line of its own (attack class 41).
 */
public final class Logs extends ContextAwareBase implements Configurator {

  private static final String CONTROL = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029";

  /**
   * What an exception says may hold anything, so that each of its lines is set in: what begins at
   * the margin is ours.
   */
  private static final String LINE =
      "%d{HH:mm:ss.SSS} %-5level %logger{20} %replace(%msg){'[\\n"
          + CONTROL
          + "]+', ' '} %mdc%n%replace(%replace(%ex){'["
          + CONTROL
          + "]+', ' '}){'(?m)^(?=.)', '  '}";

  /**
   * What holds before the settings are known: text, from INFO up. Found by the library through its
   * service file.
   */
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    apply(context, false, Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /**
   * @param format {@code text} or {@code json}
   * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
   */
  public static void configure(String format, String level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      apply(context, format.equals("json"), Level.toLevel(level.toUpperCase(Locale.ROOT)));
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static void apply(LoggerContext context, boolean json, Level level) {
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(json ? json(context) : text(context));
    console.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    // It warns, with a stack trace, of every request that is no HTTP: anybody could fill the disk
    // with those.
    context.getLogger("io.helidon.webserver").setLevel(Level.ERROR);
    context.getLogger("dev.latchkey").setLevel(level);
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(LINE);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.setWithContext(false);
    encoder.setWithSequenceNumber(false);
    encoder.start();
    return encoder;
  }
}

package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the server's Java threads spend their processor time, native code and system calls included
 * (JEP 509). What the JVM's own threads take, compiler and collector, is not in it.
 *
 * @param samples how many there are
 * @param within lines of our own code, with all they call
 * @param self methods, by themselves
 */
record CpuProfile(int samples, List<Spot> within, List<Spot> self) {
  private static final String OURS = "dev.latchkey.";
  private static final int SHOWN = 30;
  private static final String SETTINGS =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <configuration version="2.0">
        <event name="jdk.CPUTimeSample">
          <setting name="enabled">true</setting>
          <setting name="throttle">1ms</setting>
        </event>
      </configuration>
      """;

  /**
   * @param share of all time
   */
  record Spot(String place, double share) {}

  /**
   * Records in another JVM.
   *
   * @param settings where to write what shall be recorded
   */
  record Recorder(long pid, Path settings, Path recording) {

    void start() {
      try {
        Files.writeString(settings, SETTINGS);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      command("JFR.start", "name=bench", "settings=" + settings);
    }

    void stop() {
      command("JFR.stop", "name=bench", "filename=" + recording);
    }

    /** What was recorded between the two. */
    CpuProfile read() throws IOException {
      return CpuProfile.of(recording);
    }

    private void command(String... words) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
              Long.toString(pid));
      builder.command().addAll(List.of(words));
      try {
        Process process =
            builder
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          throw new IllegalStateException("Failed: " + builder.command());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static CpuProfile of(Path recording) throws IOException {
    Map<String, Long> within = new HashMap<>();
    Map<String, Long> self = new HashMap<>();
    long total = 0;
    int samples = 0;
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null || stack.getFrames().isEmpty()) {
          continue; // the thread was where no stack can be told
        }
        samples++;
        // On a busy machine some samples come late and stand for more time
        long time = event.getDuration("samplingPeriod").toNanos();
        total += time;
        List<RecordedFrame> frames = stack.getFrames();
        self.merge(method(frames.getFirst()), time, Long::sum);
        Set<String> seen = new HashSet<>();
        for (RecordedFrame frame : frames) {
          if (frame.getMethod().getType().getName().startsWith(OURS)
              && frame.getLineNumber() > 0) { // not what the JVM makes of a lambda
            String place = method(frame) + ":" + frame.getLineNumber();
            if (seen.add(place)) {
              within.merge(place, time, Long::sum);
            }
          }
        }
      }
    }
    return new CpuProfile(samples, top(within, total), top(self, total));
  }

  private static String method(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private static List<Spot> top(Map<String, Long> times, long total) {
    return times.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(entry -> new Spot(entry.getKey(), (double) entry.getValue() / total))
        .toList();
  }
}

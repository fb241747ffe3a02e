package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What Linux says in {@code /proc} of processes and of the machine. */
final class Processes {
  static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  // proc(5): times are in ticks, of which every Linux shows user space 100 a second
  private static final double TICKS = 100;

  private static final int UTIME = 11; // counted from the field after the name
  private static final int CUTIME = 13;

  private Processes() {}

  /** The upper of the two in the middle where there are two. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** Processor time of the process, in seconds. */
  static double cpuSeconds(long pid) {
    return stat(pid, UTIME);
  }

  /** Processor time of the process and all children it has or had, in seconds. */
  static double treeCpuSeconds(long pid) {
    double children = children(pid).mapToDouble(child -> stat(child, UTIME)).sum();
    return stat(pid, UTIME) + stat(pid, CUTIME) + children;
  }

  /** Processor time of a JVM's threads that compile, in seconds. */
  static double compilerCpuSeconds(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads
          .filter(thread -> read(thread + "/comm").matches("C[12] Compiler.*\\s"))
          .mapToDouble(thread -> stat(thread + "/stat", UTIME))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double stat(long pid, int field) {
    return stat("/proc/" + pid + "/stat", field);
  }

  /** Two neighbouring fields together: user and system time. */
  private static double stat(String file, int field) {
    String line = read(file);
    if (line.isEmpty()) {
      return 0; // it ended; its parent has its time now
    }
    String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
  }

  /** Processor time that all programs took since the machine started, in seconds. */
  static double machineCpuSeconds() {
    String[] fields = read("/proc/stat").lines().findFirst().orElseThrow().split(" +");
    // user, nice, system; then idle and iowait, which are none; irq, softirq, steal
    return LongStream.of(1, 2, 3, 6, 7, 8).map(i -> Long.parseLong(fields[(int) i])).sum() / TICKS;
  }

  /** Resident memory, as {@code ps} shows it, in MiB. */
  static double residentMib(long pid) {
    return kibibytes("/proc/" + pid + "/status", "VmRSS:") / 1024;
  }

  /** Memory of a process and its children, in MiB, where what they share is counted once. */
  static double proportionalMib(long pid) {
    return LongStream.concat(LongStream.of(pid), children(pid))
            .mapToDouble(each -> kibibytes("/proc/" + each + "/smaps_rollup", "Pss:"))
            .sum()
        / 1024;
  }

  private static LongStream children(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .mapToLong(ProcessHandle::pid);
  }

  private static double kibibytes(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length()).replace("kB", "")))
        .sum();
  }

  /** Empty when the process is gone. */
  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No such process")) {
        return "";
      }
      throw new UncheckedIOException(e);
    }
  }
}

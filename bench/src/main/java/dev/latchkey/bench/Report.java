package dev.latchkey.bench;

import static dev.latchkey.bench.Processes.PROCESSORS;

import dev.latchkey.bench.CpuProfile.Spot;
import dev.latchkey.bench.Limits.Rate;
import dev.latchkey.bench.Measurement.Round;
import dev.latchkey.bench.Results.Memory;
import dev.latchkey.bench.Results.Profiled;
import dev.latchkey.bench.Results.StartUps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Writes results as Markdown. */
final class Report {
  /** With a hundred times the profiles an operation may take that many times its time. */
  private static final double AIM_OF_SIZES = 1.2;

  private final StringBuilder text = new StringBuilder();

  private Report() {}

  static String of(Arguments arguments, List<Results> all) {
    Report report = new Report();
    report.line(
        "%s, %d processors, JDK %s, %d connections, warm-up of %d s, %d rounds of %d s",
        Instant.now().truncatedTo(ChronoUnit.MINUTES),
        PROCESSORS,
        Runtime.version(),
        Arguments.CONNECTIONS,
        arguments.warmUp().toSeconds(),
        arguments.rounds(),
        arguments.window().toSeconds());
    all.forEach(report::results);
    if (all.size() > 1) {
      report.comparison(all.getFirst(), all.getLast());
    }
    all.forEach(report::profiles);
    return report.text.toString();
  }

  private void results(Results results) {
    line("");
    line(
        "## %,d profiles (loaded in %.1f s)",
        results.people().size(), results.loading().toMillis() / 1e3);
    startUps(results.startUps());
    memory(results.memory());
    throughput(results.measurements());
    costs(results.measurements());
    limits(results.measurements());
  }

  private void startUps(List<StartUps> startUps) {
    if (startUps.isEmpty()) {
      return;
    }
    table("start to first 200 of /health/ready", "median", "fastest", "JVM CPU", "aim", "");
    for (StartUps each : startUps) {
      double median = Processes.median(each.millis());
      double fastest = Collections.min(each.millis());
      row(
          each.kind(),
          format("%,.0f ms", median),
          format("%,.0f ms", fastest),
          format("%.2f s", Processes.median(each.cpuSeconds())),
          format("%,.0f ms", each.aimMillis()),
          mark(median <= each.aimMillis(), fastest <= each.aimMillis()));
    }
  }

  private void memory(List<Memory> memory) {
    table("memory, MiB", "JVM (RSS)", "aim", "", "PostgreSQL (PSS)");
    for (Memory each : memory) {
      boolean reached = each.server() <= each.aimMib();
      row(
          each.when(),
          format("%.0f", each.server()),
          format("%.0f", each.aimMib()),
          mark(reached, reached),
          format("%.0f", each.postgres()));
    }
  }

  private void throughput(List<Measurement> measurements) {
    table(
        "operation",
        "median/s",
        "best/s",
        "aim/s",
        "",
        "p50 ms",
        "p99 ms",
        "failed",
        "on free processors/s",
        "parts",
        "hash",
        "others' CPU");
    for (Measurement each : measurements) {
      Operation operation = each.operation();
      double hash = each.median(Round::hashShare);
      row(
          operation.title(),
          format("%,.0f", each.median(Round::perSecond)),
          format("%,.0f", each.best()),
          operation.isAimedAtHash()
              ? format("hash %.0f %%", 100 * Operation.AIM_OF_HASH)
              : operation.aim() > 0 ? format("%,.0f", operation.aim()) : "",
          operation.isAimedAtHash() || operation.aim() > 0
              ? mark(
                  each.median(round -> round.reachesAim() ? 1 : 0) > 0,
                  each.rounds().stream().anyMatch(Round::reachesAim)
                      || !operation.isAimedAtHash()
                          && each.median(Round::onFreeProcessors) >= operation.aim())
              : "",
          format("%.2f", each.median(round -> round.load().millis(50))),
          format("%.2f", each.median(round -> round.load().millis(99))),
          format("%d", each.failed()),
          format("%,.0f", each.median(Round::onFreeProcessors)),
          format("%.0f %%", 100 * each.median(Round::partsShare)),
          hash > 0 ? format("%.0f %%", 100 * hash) : "",
          format("%.0f %%", each.median(Report::othersPercent)));
    }
  }

  private static double othersPercent(Round round) {
    return 100 * round.usage().others() / (round.load().window().toNanos() / 1e9) / PROCESSORS;
  }

  private void costs(List<Measurement> measurements) {
    table(
        "µs for each",
        "server CPU",
        "of it JIT",
        "PostgreSQL CPU",
        "load CPU",
        "database time",
        "transactions");
    for (Measurement each : measurements) {
      row(
          each.operation().title(),
          format("%,.0f", each.median(round -> round.micros(round.usage().server()))),
          format("%,.0f", each.median(round -> round.micros(round.usage().compiler()))),
          format("%,.0f", each.median(round -> round.micros(round.usage().postgres()))),
          format("%,.0f", each.median(round -> round.micros(round.usage().generator()))),
          format(
              "%,.0f", each.median(round -> round.micros(round.activity().activeMillis() / 1e3))),
          format(
              "%.2f",
              each.median(
                  round -> (double) round.activity().transactions() / round.load().done())));
    }
  }

  private void limits(List<Measurement> measurements) {
    table(
        "limits of the machine, all processors",
        "median/s",
        "best/s",
        "CPU µs for each",
        "on free processors/s");
    for (Limit limit : Limit.values()) {
      List<Rate> rates =
          measurements.stream()
              .flatMap(each -> each.rounds().stream())
              .flatMap(round -> Optional.ofNullable(round.limits().get(limit)).stream())
              .toList();
      if (!rates.isEmpty()) {
        List<Double> perSecond = rates.stream().map(Rate::perSecond).toList();
        double micros = Processes.median(rates.stream().map(Rate::cpuMicros).toList());
        row(
            limit.title(),
            format("%,.0f", Processes.median(perSecond)),
            format("%,.0f", Collections.max(perSecond)),
            format("%,.0f", micros),
            format("%,.0f", PROCESSORS * 1e6 / micros));
      }
    }
  }

  private void comparison(Results few, Results many) {
    line("");
    line("## %,d profiles against %,d", many.people().size(), few.people().size());
    table("operation", "time, median", "time, best", "CPU of server and PostgreSQL", "aim", "");
    for (int i = 0; i < few.measurements().size(); i++) {
      Measurement before = few.measurements().get(i);
      Measurement after = many.measurements().get(i);
      double median = before.median(Round::perSecond) / after.median(Round::perSecond);
      double best = before.best() / after.best();
      double cpu = after.median(Round::cpuMicros) / before.median(Round::cpuMicros);
      row(
          before.operation().title(),
          format("× %.2f", median),
          format("× %.2f", best),
          format("× %.2f", cpu),
          format("≤ × %.1f", AIM_OF_SIZES),
          mark(median <= AIM_OF_SIZES, Math.min(best, cpu) <= AIM_OF_SIZES));
    }
  }

  private void profiles(Results results) {
    for (Profiled profiled : results.profiles()) {
      profile(
          results.people().size(),
          profiled,
          results.measurements().stream()
              .filter(each -> each.operation() == profiled.operation())
              .findFirst()
              .orElseThrow());
    }
  }

  private void profile(int size, Profiled profiled, Measurement measurement) {
    double micros = measurement.median(round -> round.micros(round.usage().server()));
    CpuProfile cpu = profiled.cpu();
    line("");
    line(
        "### Where %s spends the server's %,.0f µs (%,d profiles, %,d samples)",
        profiled.operation().title(), micros, size, cpu.samples());
    spots("our lines, with what they call", cpu.within(), micros);
    spots("methods by themselves", cpu.self(), micros);
    table(
        "statements of the database",
        "calls for each",
        "planning, µs",
        "execution, µs",
        "log, bytes");
    for (StatementProfile each : profiled.statements()) {
      row(
          "`" + each.text().substring(0, Math.min(100, each.text().length())) + "`",
          format("%.2f", (double) each.calls() / profiled.done()),
          format("%.1f", each.planMillis() * 1000 / each.calls()),
          format("%.1f", each.executeMillis() * 1000 / each.calls()),
          format("%,.0f", each.walBytes() / each.calls()));
    }
  }

  private void spots(String title, List<Spot> spots, double micros) {
    table(title, "share", "µs");
    spots.forEach(spot ->
        row(
            "`" + spot.place() + "`",
            format("%.1f %%", 100 * spot.share()),
            format("%.1f", spot.share() * micros)));
  }

  /** In brackets where it is reached without the neighbours' load, as far as can be told. */
  private static String mark(boolean reached, boolean once) {
    return reached ? "✔" : once ? "(✔)" : "✘";
  }

  private void table(String... titles) {
    line("");
    row(titles);
    StringJoiner rule = new StringJoiner("|", "|", "|");
    for (int i = 0; i < titles.length; i++) {
      rule.add(i == 0 ? "---" : "--:");
    }
    line(rule.toString());
  }

  private void row(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String format, Object... values) {
    text.append(values.length == 0 ? format : format(format, values)).append('\n');
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}

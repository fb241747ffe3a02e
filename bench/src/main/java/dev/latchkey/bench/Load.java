package dev.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/**
 * Keeps a number of HTTP/1.1 connections busy, a closed loop: each has one request under way at all
 * times. One thread and one selector, and as little work as can be between an answer and the next
 * request, since the server has to live on the same processors.
 */
final class Load {
  private static final int BUFFER = 1 << 20; // a page of the inbox has two hundred mails
  private static final int FAILURES_KEPT = 3;

  /** What is under way may take so long when the window is over; a server that hangs takes more. */
  private static final Duration LAST_ANSWERS = Duration.ofMinutes(2);

  /** Looks at the phase at least that often, whatever the server does. */
  private static final long SELECT_MILLIS = 20;

  private enum Phase {
    WARM_UP,
    MEASURED,
    OVER
  }

  /**
   * What happened in the measured window.
   *
   * @param done units of work
   * @param latencies of those, in microseconds, from the first byte sent to the last received
   * @param failed units that went wrong, in the warm-up, too; they are in no other figure
   * @param failures the first few, to be shown
   */
  record Result(
      long done, Histogram latencies, long failed, List<String> failures, Duration window) {

    double perSecond() {
      return done * 1e9 / window.toNanos();
    }

    double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1000.0;
    }
  }

  private final InetSocketAddress server;
  private final List<? extends Script> scripts;
  private final Histogram latencies = new Histogram(3);
  private final List<String> failures = new ArrayList<>();
  private volatile Phase phase = Phase.WARM_UP;
  private Phase seen = Phase.WARM_UP;
  private long done;
  private long failed;
  private int active;
  private long began;
  private long ended;

  /**
   * @param scripts one for each connection
   */
  Load(Target server, List<? extends Script> scripts) {
    this.server = server.address();
    this.scripts = scripts;
  }

  /**
   * Runs for the two times given, then lets what is under way come to its end.
   *
   * @param begins called when the measured window begins
   * @param ends called when it ends
   * @throws IllegalStateException when the server cannot be reached or does not answer any more
   */
  Result run(Duration warmUp, Duration window, Runnable begins, Runnable ends)
      throws InterruptedException {
    FutureTask<Void> work = start();
    waitFor(work, warmUp);
    phase = Phase.MEASURED;
    begins.run();
    waitFor(work, window);
    ends.run();
    phase = Phase.OVER;
    join(work);
    return result();
  }

  /** Runs until every script has nothing left to ask for; the window is all of it. */
  Result runOut() throws InterruptedException {
    phase = Phase.MEASURED;
    join(start());
    return result();
  }

  private Result result() {
    return new Result(done, latencies, failed, failures, Duration.ofNanos(ended - began));
  }

  private FutureTask<Void> start() {
    FutureTask<Void> work =
        new FutureTask<>(() -> {
          loop();
          return null;
        });
    Thread.ofPlatform().name("load").daemon().start(work);
    return work;
  }

  private static void waitFor(FutureTask<Void> work, Duration time) throws InterruptedException {
    try {
      work.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // As it should be
    } catch (ExecutionException e) {
      throw new IllegalStateException("The load broke off", e.getCause());
    }
  }

  private static void join(FutureTask<Void> work) throws InterruptedException {
    waitFor(work, LAST_ANSWERS);
    if (!work.isDone()) {
      throw new IllegalStateException("The server does not answer any more");
    }
  }

  private void loop() throws IOException {
    try (Selector selector = Selector.open()) {
      List<Connection> connections = new ArrayList<>();
      try {
        for (Script script : scripts) {
          connections.add(new Connection(script, selector));
        }
        active = connections.size();
        notePhase();
        connections.forEach(Connection::send);
        while (active > 0) {
          notePhase();
          selector.select(key -> ((Connection) key.attachment()).receive(), SELECT_MILLIS);
        }
        phase = Phase.OVER;
        notePhase();
      } finally {
        for (Connection connection : connections) {
          connection.channel.close();
        }
      }
    }
  }

  private void notePhase() {
    Phase now = phase;
    if (now != seen) {
      if (now == Phase.MEASURED) {
        began = System.nanoTime();
      } else {
        ended = System.nanoTime();
      }
      seen = now;
    }
  }

  private final class Connection {
    private final Script script;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    private final Answer answer = new Answer(in.array());
    private SocketChannel channel;
    private boolean midway;
    private long unitBegan;

    Connection(Script script, Selector selector) throws IOException {
      this.script = script;
      this.selector = selector;
      this.channel = open();
    }

    private SocketChannel open() throws IOException {
      SocketChannel opened = SocketChannel.open(server);
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.configureBlocking(false);
      opened.register(selector, SelectionKey.OP_READ, this);
      return opened;
    }

    void send() {
      byte[] request = seen == Phase.OVER && !midway ? null : script.next();
      if (request == null) {
        active--;
        return;
      }
      if (!midway) {
        unitBegan = System.nanoTime();
      }
      ByteBuffer out = ByteBuffer.wrap(request);
      try {
        while (out.hasRemaining()) { // a few hundred bytes into an empty socket: once
          channel.write(out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void receive() {
      try {
        if (channel.read(in) < 0) {
          channel.close();
          channel = open();
          in.clear();
          answer.connectionEnded();
          take();
        } else if (answer.isComplete(in.position())) {
          if (in.position() > answer.end()) {
            throw new IllegalStateException("More than the answer came: " + answer);
          }
          in.clear();
          take();
        } else if (!in.hasRemaining()) {
          throw new IllegalStateException("An answer of more than " + BUFFER + " bytes");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void take() {
      Script.Step step = script.answered(answer);
      midway = step == Script.Step.MORE;
      if (step == Script.Step.DONE && seen == Phase.MEASURED) {
        done++;
        latencies.recordValue((System.nanoTime() - unitBegan) / 1000);
      } else if (step == Script.Step.FAILED) {
        failed++;
        if (failures.size() < FAILURES_KEPT) {
          failures.add(answer.toString());
        }
      }
      send();
    }
  }
}

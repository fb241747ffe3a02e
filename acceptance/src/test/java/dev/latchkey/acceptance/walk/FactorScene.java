package dev.latchkey.acceptance.walk;

import dev.latchkey.acceptance.walk.Ledger.Person;
import dev.latchkey.testkit.Authenticator;
import dev.latchkey.testkit.Http;
import dev.latchkey.testkit.TestServer;
import dev.latchkey.testkit.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Where a {@link FactorWalk} takes place, and what has come of it so far. */
final class FactorScene {

  final SplittableRandom random;
  final TestServer server;
  final Upstream upstream;
  final Http http;
  final List<Http> browsers;

  /** Of each action. */
  final Map<String, Integer> successes;

  final Ledger ledger = new Ledger();
  final List<String> steps = new ArrayList<>();
  final List<Person> persons = new ArrayList<>();

  /** Who came by the provider and was nobody here. */
  final List<Person> strangers = new ArrayList<>();

  /** The passwords as they were last kept. */
  final Map<Person, String> hashes = new HashMap<>();

  final Map<Person, Upstream.Person> accounts = new HashMap<>();
  final List<Authenticator> authenticators = new ArrayList<>();
  final Map<String, Integer> codesRead = new HashMap<>();
  int passwords;

  FactorScene(long seed, TestServer server, Upstream upstream, Map<String, Integer> successes) {
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.upstream = upstream;
    this.http = server.http();
    this.browsers = List.of(server.browser(), server.browser());
    this.successes = successes;
  }
}

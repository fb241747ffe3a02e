package dev.latchkey.acceptance.walk;

import dev.latchkey.acceptance.walk.AccessModel.Mode;
import dev.latchkey.acceptance.walk.AccessModel.User;
import dev.latchkey.testkit.AccessClient;
import dev.latchkey.testkit.HookReceiver;
import dev.latchkey.testkit.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Where an {@link AccessWalk} takes place, and what has come of it so far. */
final class AccessScene {

  final SplittableRandom random;
  final TestServer server;
  final HookReceiver pushService;
  final AccessClient client;
  final AccessModel model;

  /** Of each action. */
  final Map<String, Integer> successes;

  final List<String> steps = new ArrayList<>();
  final List<User> users = new ArrayList<>();

  /** How many were sent to each so far. */
  final Map<User, Integer> messages = new LinkedHashMap<>();

  int passwords;

  /**
   * @param mode that the server's client has
   */
  AccessScene(
      long seed,
      TestServer server,
      HookReceiver pushService,
      Mode mode,
      Map<String, Integer> successes) {
    this.random = new SplittableRandom(seed);
    this.server = server;
    this.pushService = pushService;
    this.client = AccessClient.of(server);
    this.model = new AccessModel(mode);
    this.successes = successes;
  }
}

package dev.latchkey.platform.db;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are written together: all or none, in one round trip. Stores add to it, the use case
 * commits it once; so a row of the outbox is always written with the change it tells of. Used by
 * one thread, for one commit.
 */
public final class Changes {

  private record Expectation(int statement, boolean undoesAll, Runnable otherwise) {

    void check(List<Integer> counts) {
      if (counts.get(statement) != 1) {
        otherwise.run();
        throw new IllegalStateException("A change was not made and nobody said so");
      }
    }
  }

  private final Db db;
  private final StringBuilder sql = new StringBuilder();
  private final List<@Nullable Object> args = new ArrayList<>();
  private final List<Expectation> expectations = new ArrayList<>();
  private final Set<Runnable> afterwards = new LinkedHashSet<>();
  private int statements;

  Changes(Db db) {
    this.db = db;
  }

  /** Adds an insert, update or delete. */
  public Changes add(String statement, @Nullable Object... args) {
    if (statements++ > 0) {
      sql.append(";\n");
    }
    sql.append(statement);
    for (Object arg : args) {
      this.args.add(arg);
    }
    return this;
  }

  /**
   * Adds a statement that must touch exactly one row, or nothing at all is written.
   *
   * @param otherwise throws what the caller is to be told
   */
  public Changes addExactlyOne(Runnable otherwise, String statement, @Nullable Object... args) {
    expectations.add(new Expectation(statements, true, otherwise));
    return add(statement, args);
  }

  /**
   * Adds a statement that carries its own condition and touches one row when it holds. When it does
   * not, the other statements are written all the same: for changes where that is right, it saves
   * the round trips of a transaction.
   *
   * @param otherwise throws what the caller is to be told
   */
  public Changes addConditional(Runnable otherwise, String statement, @Nullable Object... args) {
    expectations.add(new Expectation(statements, false, otherwise));
    return add(statement, args);
  }

  /** Adds what is done once everything is written, and only then; the same thing is done once. */
  public Changes afterwards(Runnable action) {
    afterwards.add(action);
    return this;
  }

  /**
   * Writes everything.
   *
   * @throws ConstraintViolation when a unique constraint refuses; nothing is written then
   */
  public void commit() {
    if (statements == 0) {
      return;
    }
    String text = sql.toString();
    if (expectations.stream().noneMatch(Expectation::undoesAll)) {
      // Statements sent together without a transaction block are one transaction to PostgreSQL.
      List<Integer> counts = db.withStatements(statement -> statement.run(text, args));
      expectations.forEach(expectation -> expectation.check(counts));
    } else {
      db.txStatements(statement -> {
        List<Integer> counts = statement.run(text, args);
        expectations.forEach(expectation -> expectation.check(counts));
        return counts;
      });
    }
    afterwards.forEach(Runnable::run);
  }
}

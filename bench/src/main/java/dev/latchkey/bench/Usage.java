package dev.latchkey.bench;

/**
 * Processor time that was taken, in seconds.
 *
 * @param server the server's JVM
 * @param compiler the threads of it that compile: what will be over after some minutes
 * @param postgres all processes of the database
 * @param generator this JVM, which makes the load
 * @param machine everybody
 */
record Usage(double server, double compiler, double postgres, double generator, double machine) {

  static Usage now(long server, Database database) {
    return new Usage(
        Processes.cpuSeconds(server),
        Processes.compilerCpuSeconds(server),
        Processes.treeCpuSeconds(database.postmaster()),
        Processes.cpuSeconds(ProcessHandle.current().pid()),
        Processes.machineCpuSeconds());
  }

  Usage since(Usage before) {
    return new Usage(
        server - before.server,
        compiler - before.compiler,
        postgres - before.postgres,
        generator - before.generator,
        machine - before.machine);
  }

  /** What other programs took: the less, the more the figures say. */
  double others() {
    return Math.max(0, machine - server - postgres - generator);
  }
}

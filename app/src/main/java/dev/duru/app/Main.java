package dev.duru.app;

import dev.duru.kernel.ProblemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code duru}. */
public final class Main {
    private Main() {}

    @Command(name = "duru", mixinStandardHelpOptions = true)
    private static final class Root {}

    public static void main(String[] args) {
        // The demo and the command line talk to applications by their host names, at the edge's own
        // address.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        CommandLine cli = new CommandLine(new Root()).addSubcommand(new UpCommand());
        cli.setExecutionExceptionHandler((e, line, result) -> {
            if (e instanceof ProblemException problem) {
                System.err.println("duru: " + problem.detail());
                return 1;
            }
            throw e;
        });
        System.exit(cli.execute(args));
    }
}

package dev.duru.app;

import dev.duru.app.cli.Cli;
import dev.duru.app.demo.DemoCommand;
import java.nio.file.Path;
import java.util.List;

/** {@code duru}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.use();
        // The demo and the command line talk to applications by their host names, at the edge's own
        // address.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        Path examples = Path.of(System.getProperty("duru.home", "."), "examples");
        System.exit(
                Cli.run(
                        List.of(
                                new DemoCommand(DemoDuru::start, examples),
                                new UpCommand(),
                                new WarmUpCommand()),
                        args));
    }
}

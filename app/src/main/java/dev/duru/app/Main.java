package dev.duru.app;

import dev.duru.app.cli.Cli;
import java.util.List;

/** {@code duru}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // The demo and the command line talk to applications by their host names, at the edge's own
        // address.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        System.exit(Cli.run(List.of(new UpCommand()), args));
    }
}

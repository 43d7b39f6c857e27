package dev.duru.app;

import dev.duru.app.demo.DemoServer;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A server for the demo, in this process; what it deploys ends with it. */
record DemoDuru(Server server) implements DemoServer {
    static DemoServer start(Path data, int port, int edgePort) {
        Map<String, String> flags =
                Map.of(
                        Setting.DATA.key(), data.toString(),
                        Setting.HTTP_PORT.key(), String.valueOf(port),
                        Setting.EDGE_PORT.key(), String.valueOf(edgePort));
        return new DemoDuru(Server.start(ConfigReader.read(Optional.empty(), Map.of(), flags)));
    }

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public int edgePort() {
        return server.edgePort();
    }

    @Override
    public URI setupLink() {
        return server.setupLink().orElseThrow();
    }

    @Override
    public void close() {
        server.stopEverything();
    }
}

package dev.duru.containers.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Where a container engine listens. */
public sealed interface Endpoint permits Endpoint.Unix, Endpoint.Tcp {
    /** A socket in the file system. */
    record Unix(Path socket) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /** A port; nothing on it is encrypted. */
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /** The port that Docker uses without encryption. */
    int DEFAULT_PORT = 2375;

    /**
     * Reads an address as in {@code DOCKER_HOST}: {@code unix:///run/docker.sock}, {@code
     * tcp://host:2375} or the plain path of a socket.
     *
     * @throws IllegalArgumentException with a message for people
     */
    static Endpoint parse(String text) {
        if (text.startsWith("/")) {
            return new Unix(Path.of(text));
        }
        if (text.startsWith("unix://")) {
            return new Unix(Path.of(text.substring("unix://".length())));
        }
        if (text.startsWith("tcp://") || text.startsWith("http://")) {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null) {
                    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
                    return new Tcp(uri.getHost(), port);
                }
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(unusable(text), e);
            }
        }
        throw new IllegalArgumentException(unusable(text));
    }

    private static String unusable(String text) {
        return "'"
                + text
                + "' is no address of a container engine; write unix:///path/of/the.sock or"
                + " tcp://host:port";
    }

    /** Opens a connection. */
    default SocketChannel open() throws IOException {
        SocketChannel channel =
                switch (this) {
                    case Unix _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
                    case Tcp _ -> SocketChannel.open();
                };
        try {
            switch (this) {
                case Unix(Path socket) -> channel.connect(UnixDomainSocketAddress.of(socket));
                case Tcp(String host, int port) ->
                        channel.socket().connect(new InetSocketAddress(host, port), 5000);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(
                    "cannot connect to the container engine at " + this + ": " + e.getMessage(), e);
        }
    }
}

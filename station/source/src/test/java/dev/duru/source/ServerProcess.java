package dev.duru.source;

import dev.duru.kernel.ChildJvm;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The station in a process of its own, which can be killed and whose memory can be bounded. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Serves until its standard input ends. */
    public static void main(String[] args) throws Exception {
        try (Station station = new Station(Path.of(args[0]))) {
            System.out.println("port " + station.server.port());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    static ServerProcess start(Path data, int megabytes) throws Exception {
        Process process =
                ChildJvm.of(ServerProcess.class, megabytes, data)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> seen = new java.util.ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new ServerProcess(process, Integer.parseInt(line.substring(5)));
            }
            seen.add(line);
        }
        process.destroyForcibly();
        throw new IllegalStateException("the server did not start: " + seen);
    }

    String url() {
        return "http://mina:mina@127.0.0.1:" + port + "/mina/shop.git";
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
            kill();
        }
    }
}

package shop;

import java.util.Map;

/** Starts the shop on {@code $PORT} (8080 when unset) and stops it cleanly on SIGTERM. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        Map<String, String> env = System.getenv();
        int port = Integer.parseInt(env.getOrDefault("PORT", "8080"));
        String version = env.getOrDefault("GIT_REV", "dev");
        ShopServer server = new ShopServer(new Catalog(), version, System.out::println);
        int bound = server.start(port);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(2)));
        System.out.println("shop " + version + " listens on port " + bound);
    }
}

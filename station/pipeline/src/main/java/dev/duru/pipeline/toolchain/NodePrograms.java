package dev.duru.pipeline.toolchain;

import java.util.List;
import java.util.Optional;

/** The Node.js programs of this machine, for actions that are written for one of its versions. */
public final class NodePrograms {
    private final Toolchains tools;

    public NodePrograms(Toolchains tools) {
        this.tools = tools;
    }

    /** All of them, newest first. */
    public List<Toolchains.Tool> all() {
        String home = System.getProperty("user.home", "/root");
        return tools.tools(
                List.of("node", "nodejs"),
                List.of(home + "/.nvm/versions/node", "/opt", "/usr/local"),
                System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
    }

    /**
     * The one to run a program with that wants a version: that version itself, else the oldest that
     * is newer, else the newest there is.
     */
    public Optional<Toolchains.Tool> closest(int major) {
        Toolchains.Tool best = null;
        for (Toolchains.Tool tool : all()) {
            int have = major(tool);
            if (have == major) {
                return Optional.of(tool);
            }
            if (best == null || have > major) {
                best = tool;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The first number of a version. */
    public static int major(Toolchains.Tool tool) {
        return Integer.parseInt(tool.version().replaceFirst("\\D.*", ""));
    }
}

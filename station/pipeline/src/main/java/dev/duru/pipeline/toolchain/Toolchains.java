package dev.duru.pipeline.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tools that are installed on this machine. */
public final class Toolchains {
    private static final Pattern VERSION = Pattern.compile("(\\d+(?:\\.\\d+)*)");

    /**
     * An installed tool.
     *
     * @param version such as {@code 21.0.4}
     * @param home the folder that has a folder {@code bin} with its programs, or is one
     */
    public record Tool(String version, Path home, Path program) {}

    private final Map<Path, String> versions = new ConcurrentHashMap<>();

    /** All Java development kits, newest first. */
    public List<Tool> jdks() {
        List<Path> homes = new ArrayList<>();
        System.getenv()
                .forEach((name, value) -> {
                    if (name.startsWith("JAVA_HOME") && !value.isBlank()) {
                        homes.add(Path.of(value));
                    }
                });
        homes.add(Path.of(System.getProperty("java.home", "/")));
        String userHome = System.getProperty("user.home", "/root");
        for (String folder :
                List.of(
                        "/usr/lib/jvm",
                        "/opt",
                        userHome + "/.sdkman/candidates/java",
                        userHome + "/.jdks")) {
            homes.addAll(children(Path.of(folder)));
        }
        Map<Path, Tool> found = new LinkedHashMap<>();
        for (Path home : homes) {
            Path program = home.resolve("bin/javac");
            if (Files.isExecutable(program)) {
                javaVersion(home, program)
                        .ifPresent(version ->
                                found.putIfAbsent(real(home), new Tool(version, home, program)));
            }
        }
        return newestFirst(found);
    }

    private Optional<String> javaVersion(Path home, Path program) {
        Path release = home.resolve("release");
        if (Files.isRegularFile(release)) {
            try {
                for (String line : Files.readAllLines(release, StandardCharsets.UTF_8)) {
                    if (line.startsWith("JAVA_VERSION=")) {
                        return Optional.of(line.substring(13).replace("\"", "").strip());
                    }
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return version(program, "-version");
    }

    /**
     * All versions of a tool by its program names, newest first.
     *
     * @param folders besides the search path, whose children may have a folder {@code bin}
     */
    public List<Tool> tools(List<String> names, List<String> folders, String searchPath) {
        List<Path> bins = new ArrayList<>();
        for (String folder : searchPath.split(":")) {
            if (!folder.isEmpty()) {
                bins.add(Path.of(folder));
            }
        }
        folders.forEach(folder ->
                children(Path.of(folder)).forEach(child -> bins.add(child.resolve("bin"))));
        Map<Path, Tool> found = new LinkedHashMap<>();
        for (Path bin : bins) {
            for (String name : names) {
                for (Path program : programs(bin, name)) {
                    version(program, "--version")
                            .ifPresent(version ->
                                    found.putIfAbsent(
                                            real(program), new Tool(version, bin, program)));
                }
            }
        }
        return newestFirst(found);
    }

    private static List<Path> programs(Path bin, String name) {
        Pattern exact = Pattern.compile(Pattern.quote(name) + "(\\.\\d+)?");
        return children(bin).stream()
                .filter(file -> exact.matcher(file.getFileName().toString()).matches())
                .filter(Files::isExecutable)
                .toList();
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private Optional<String> version(Path program, String argument) {
        String known = versions.computeIfAbsent(real(program), unused -> ask(program, argument));
        return Optional.of(known).filter(version -> !version.isEmpty());
    }

    private static String ask(Path program, String argument) {
        try {
            Process process =
                    new ProcessBuilder(program.toString(), argument)
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "";
            }
            Matcher matcher = VERSION.matcher(text);
            return process.exitValue() == 0 && matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static List<Tool> newestFirst(Map<Path, Tool> found) {
        return found.values().stream().sorted((a, b) -> compare(b.version(), a.version())).toList();
    }

    /** Compares versions number by number. */
    public static int compare(String a, String b) {
        List<Integer> left = numbers(a);
        List<Integer> right = numbers(b);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            int difference =
                    Integer.compare(
                            i < left.size() ? left.get(i) : 0, i < right.size() ? right.get(i) : 0);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static List<Integer> numbers(String version) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : version.split("[^0-9]+")) {
            if (!part.isEmpty() && part.length() < 9) {
                numbers.add(Integer.parseInt(part));
            }
        }
        return numbers;
    }

    /**
     * The newest tool that fits what the user asks for: {@code 21}, {@code 3.x}, {@code >=18},
     * {@code ^20.1}, {@code lts/*}, {@code latest}, or empty for any.
     */
    public static Optional<Tool> choose(List<Tool> tools, String wanted) {
        return tools.stream().filter(tool -> fits(tool.version(), wanted)).findFirst();
    }

    public static boolean fits(String version, String wanted) {
        String plain = wanted.strip().replaceFirst("-ea$", "").toLowerCase(Locale.ROOT);
        if (plain.startsWith("lts")) {
            // Every other Node.js is one; which of them has which name only its vendor knows.
            return numbers(version).getFirst() % 2 == 0;
        }
        if (List.of("", "*", "x", "latest", "current", "node", "stable").contains(plain)) {
            return true;
        }
        try {
            return VersionRange.of(plain.replaceFirst("^1\\.8(\\.0)?(_\\d+)?", "8")).fits(version);
        } catch (IllegalArgumentException noRange) {
            return false;
        }
    }
}

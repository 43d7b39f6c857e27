package dev.duru.pipeline.toolchain;

import dev.duru.dialects.expressions.Expressions;
import dev.duru.dialects.value.Json;
import dev.duru.dialects.value.Obj;
import dev.duru.dialects.value.Value;
import dev.duru.kernel.ProblemException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which versions the vendors of tools offer, by the indexes that they document: nodejs.org's {@code
 * index.json} with {@code SHASUMS256.txt}, Adoptium's API version 3, and go.dev's {@code
 * dl/?mode=json}.
 */
public final class Vendors {
    private final Settings settings;
    private final Downloads downloads;

    /**
     * Where the indexes are, without a slash at the end; {@code ""} for none.
     *
     * @param node such as {@code https://nodejs.org/dist}
     * @param java such as {@code https://api.adoptium.net}
     * @param go such as {@code https://go.dev/dl}
     */
    public record Settings(String node, String java, String go) {
        /** The vendors' own. */
        public static final Settings DEFAULT =
                new Settings(
                        "https://nodejs.org/dist", "https://api.adoptium.net", "https://go.dev/dl");

        /** No network at all. */
        public static final Settings NONE = new Settings("", "", "");
    }

    public Vendors(Settings settings, Downloads downloads) {
        this.settings = settings;
        this.downloads = downloads;
    }

    /**
     * The newest version of a tool that fits.
     *
     * @param tool {@code node}, {@code java} or {@code go}
     * @param wanted {@code lts/*} and its kin, or a range
     * @return empty when there is none, or no index is set up for the tool
     * @throws ProblemException RESOURCE when the index cannot be read
     */
    public Optional<Release> find(String tool, String wanted) {
        return switch (tool) {
            case "node" -> settings.node().isEmpty() ? Optional.empty() : node(wanted);
            case "java" -> settings.java().isEmpty() ? Optional.empty() : java(wanted);
            case "go" -> settings.go().isEmpty() ? Optional.empty() : go(wanted);
            default -> Optional.empty();
        };
    }

    private Optional<Release> node(String wanted) {
        List<Value> all = items(Json.parse(downloads.text(settings.node() + "/index.json")));
        Predicate<Value> fits = nodeWish(wanted.strip().toLowerCase(java.util.Locale.ROOT), all);
        String file = "linux-" + (arm() ? "arm64" : "x64");
        for (Value each : all) {
            boolean built =
                    items(at(each, "files")).stream()
                            .anyMatch(name -> Expressions.text(name).equals(file));
            if (built && fits.test(each)) {
                String version = text(each, "version");
                String name = "node-" + version + "-" + file + ".tar.gz";
                String folder = settings.node() + "/" + version + "/";
                return Optional.of(
                        new Release(
                                version.substring(1),
                                URI.create(folder + name),
                                checksum(downloads.text(folder + "SHASUMS256.txt"), name)));
            }
        }
        return Optional.empty();
    }

    private static Predicate<Value> nodeWish(String wanted, List<Value> all) {
        if (wanted.isEmpty() || List.of("latest", "current", "node").contains(wanted)) {
            return each -> true;
        }
        if (!wanted.startsWith("lts")) {
            VersionRange range = VersionRange.of(wanted);
            return each -> range.fits(text(each, "version"));
        }
        String name = wanted.replaceFirst("^lts(/|$)", "");
        List<String> names =
                all.stream()
                        .map(each -> text(each, "lts").toLowerCase(java.util.Locale.ROOT))
                        .filter(lts -> !lts.isEmpty() && !lts.equals("false"))
                        .distinct()
                        .toList();
        String chosen = name;
        if (name.isEmpty() || name.equals("*") || name.matches("-\\d{1,2}")) {
            int back = name.startsWith("-") ? Integer.parseInt(name.substring(1)) : 0;
            chosen = back < names.size() ? names.get(back) : "";
        }
        String lts = chosen;
        return each -> !lts.isEmpty() && text(each, "lts").equalsIgnoreCase(lts);
    }

    private Optional<Release> java(String wanted) {
        String feature = wanted.replaceFirst("^1\\.8", "8").replaceFirst("\\D.*", "");
        if (feature.isEmpty()) {
            return Optional.empty();
        }
        String url =
                settings.java()
                        + "/v3/assets/latest/"
                        + feature
                        + "/hotspot?image_type=jdk&os=linux&vendor=eclipse&architecture="
                        + (arm() ? "aarch64" : "x64");
        for (Value each : items(Json.parse(downloads.text(url)))) {
            Value archive = at(at(each, "binary"), "package");
            String version = text(at(each, "version"), "semver").replaceFirst("\\+.*", "");
            if (fitsJava(version, wanted)) {
                return Optional.of(
                        new Release(
                                version,
                                URI.create(text(archive, "link")),
                                text(archive, "checksum")));
            }
        }
        return Optional.empty();
    }

    private static boolean fitsJava(String version, String wanted) {
        return VersionRange.of(wanted.replaceFirst("-ea$|\\+.*", "")).fits(version);
    }

    private Optional<Release> go(String wanted) {
        String wish = wanted.equals("stable") || wanted.equals("oldstable") ? "" : wanted;
        VersionRange range = VersionRange.of(wish.replaceFirst("^go", ""));
        String url = settings.go() + "/?mode=json&include=all";
        for (Value each : items(Json.parse(downloads.text(url)))) {
            String version = text(each, "version").replaceFirst("^go", "");
            boolean stable = text(each, "stable").equals("true");
            if ((stable || wish.matches(".*(rc|beta).*")) && range.fits(version)) {
                for (Value file : items(at(each, "files"))) {
                    if (text(file, "os").equals("linux")
                            && text(file, "arch").equals(arm() ? "arm64" : "amd64")
                            && text(file, "kind").equals("archive")) {
                        return Optional.of(
                                new Release(
                                        version,
                                        URI.create(settings.go() + "/" + text(file, "filename")),
                                        text(file, "sha256")));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String checksum(String sums, String name) {
        return sums.lines()
                .map(line -> line.strip().split("\\s+\\*?"))
                .filter(parts -> parts.length == 2 && parts[1].equals(name))
                .map(parts -> parts[0])
                .findFirst()
                .orElse("");
    }

    private static boolean arm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    private static Value at(Value value, String key) {
        return value instanceof Obj object ? object.at(key) : Value.nothing();
    }

    private static String text(Value value, String key) {
        return Expressions.text(at(value, key));
    }

    private static List<Value> items(Value value) {
        return value instanceof Value.Arr(List<Value> items) ? items : List.of();
    }
}

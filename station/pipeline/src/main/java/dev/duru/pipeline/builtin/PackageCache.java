package dev.duru.pipeline.builtin;

import dev.duru.kernel.ProblemException;
import dev.duru.pipeline.engine.BuiltinCall;
import dev.duru.pipeline.files.WorkspaceHasher;
import dev.duru.pipeline.toolchain.ToolShed;
import java.util.List;
import java.util.Map;

/** The input {@code cache} of the setup actions: what a package manager has fetched. */
final class PackageCache {
    /**
     * A package manager.
     *
     * @param paths where it keeps what it fetched, one a line
     * @param locks the files that say what it needs
     */
    private record Packages(String paths, List<String> locks) {}

    private static final Map<String, Packages> KNOWN =
            Map.ofEntries(
                    Map.entry(
                            "npm",
                            new Packages(
                                    "~/.npm",
                                    List.of("**/package-lock.json", "**/npm-shrinkwrap.json"))),
                    Map.entry("yarn", new Packages("~/.cache/yarn", List.of("**/yarn.lock"))),
                    Map.entry(
                            "pnpm",
                            new Packages(
                                    "~/.local/share/pnpm/store", List.of("**/pnpm-lock.yaml"))),
                    Map.entry("maven", new Packages("~/.m2/repository", List.of("**/pom.xml"))),
                    Map.entry(
                            "gradle",
                            new Packages(
                                    "~/.gradle/caches\n~/.gradle/wrapper",
                                    List.of(
                                            "**/*.gradle*",
                                            "**/gradle-wrapper.properties",
                                            "buildSrc/**/Versions.kt",
                                            "buildSrc/**/Dependencies.kt",
                                            "gradle/*.versions.toml",
                                            "**/versions.properties"))),
                    Map.entry(
                            "sbt",
                            new Packages(
                                    "~/.ivy2/cache\n~/.sbt\n~/.cache/coursier",
                                    List.of("**/*.sbt", "**/project/build.properties"))),
                    Map.entry(
                            "pip",
                            new Packages(
                                    "~/.cache/pip",
                                    List.of("**/requirements.txt", "**/pyproject.toml"))),
                    Map.entry(
                            "pipenv",
                            new Packages("~/.local/share/virtualenvs", List.of("**/Pipfile.lock"))),
                    Map.entry(
                            "poetry", new Packages("~/.cache/pypoetry", List.of("**/poetry.lock"))),
                    Map.entry(
                            "go",
                            new Packages("~/go/pkg/mod\n~/.cache/go-build", List.of("go.sum"))));

    private PackageCache() {}

    /** Restores what the step asks for and saves it at the job's end. */
    static void use(BuiltinCall call, CacheStep cache, String tool, String version) {
        String wish = call.input("cache", "false");
        // setup-go takes true and false, the others the name of a package manager.
        String manager = wish.equals("true") ? tool : wish;
        if (manager.equals("false")) {
            return;
        }
        Packages packages = KNOWN.get(manager);
        if (packages == null) {
            throw ProblemException.user(
                    "setup-"
                            + tool
                            + ": `cache` is '"
                            + wish
                            + "'; it can be "
                            + String.join(", ", KNOWN.keySet().stream().sorted().toList()));
        }
        String given = call.input("cache-dependency-path");
        List<String> locks = given.isEmpty() ? packages.locks() : given.lines().toList();
        String hash = new WorkspaceHasher(call.workspace()).hash(locks);
        if (hash.isEmpty()) {
            throw ProblemException.user(
                    "setup-"
                            + tool
                            + ": `cache: "
                            + wish
                            + "` needs one of "
                            + String.join(", ", locks)
                            + " in the workspace; is a checkout step missing before it?");
        }
        String prefix = "setup-" + tool + "-Linux-" + ToolShed.architecture() + "-" + manager + "-";
        String key = prefix + (manager.equals("go") ? "go-" + version + "-" : "") + hash;
        // As the originals do, Java and Node.js take nothing but the exact key.
        cache.cache(call, new CacheStep.Wish(key, List.of(), packages.paths()));
    }
}

package dev.duru.dialects.conformance;

import dev.duru.dialects.gitlab.GitlabCi;
import dev.duru.dialects.gitlab.Reading;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.include.Location;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.gitlab.variables.Predefined;
import dev.duru.dialects.problem.Problem;
import dev.duru.dialects.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ci/gitlab-ci}: every real file compiles, with no unknown key and no false error. A file
 * that another of the same repository and commit includes is read as a part of that one.
 */
public final class GitlabCorpusSuite {
    /** Files that GitLab itself refuses as they lie there, and why. */
    static final Map<String, String> REFUSED =
            Map.of(
                    "gl-0092_gitlab.com-bosi-decorder_.gitlab-ci.params.yml",
                    "data for a template engine, no jobs",
                    "gl-0094_kubernetes-sigs-kubespray_packet.yml",
                    "a part of a file that is not there: .job-moderated",
                    "gl-0095_kubernetes-sigs-kubespray_gce.yml",
                    "a part of a file that is not there: .testcases",
                    "gl-0096_kubernetes-sigs-kubespray_unit-tests.yml",
                    "a part of a file that is not there: .job",
                    "gl-0097_kubernetes-sigs-kubespray_shellcheck.yml",
                    "a part of a file that is not there: .job",
                    "gl-0101_kubernetes-sigs-kubespray_digital-ocean.yml",
                    "a part of a file that is not there: .testcases");

    /** Files that include what cannot be reached here. */
    static final Map<String, String> UNREACHABLE =
            Map.of(
                    "gl-0002_GNOME-eog_.gitlab-ci.yml", "a remote file of gitlab.gnome.org",
                    "gl-0004_KDE-kate_.gitlab-ci.yml", "a project of invent.kde.org");

    /** Where a file of the corpus comes from. */
    private record Origin(String file, String repository, String path, String commit) {}

    private final Path folder;
    private final Map<String, Origin> origins = new HashMap<>();

    private GitlabCorpusSuite(Path corpus) {
        this.folder = corpus.resolve("ci/gitlab-ci");
        for (String row : Corpus.read(corpus.resolve("ci/provenance.tsv")).lines().toList()) {
            String[] fields = row.split("\t");
            if (fields.length > 4 && fields[1].equals("gitlab-ci")) {
                origins.put(fields[0], new Origin(fields[0], fields[2], fields[3], fields[4]));
            }
        }
    }

    public static Score run(Path corpus) {
        GitlabCorpusSuite suite = new GitlabCorpusSuite(corpus);
        Score score = new Score("ci/gitlab-ci");
        for (Path file : Corpus.files(suite.folder, ".yml", ".yaml")) {
            String name = String.valueOf(file.getFileName());
            List<String> problems = suite.problems(suite.whole(name));
            boolean asExpected = expected(name, problems);
            if (asExpected) {
                score.pass();
            } else {
                score.fail(problems.isEmpty() ? name + ": accepted" : problems.getFirst());
            }
        }
        return score;
    }

    private static boolean expected(String name, List<String> problems) {
        if (REFUSED.containsKey(name)) {
            return !problems.isEmpty();
        }
        if (!UNREACHABLE.containsKey(name)) {
            return problems.isEmpty();
        }
        // What is not there cannot be extended either.
        return problems.stream().anyMatch(problem -> problem.endsWith("[include]"))
                && problems.stream()
                        .allMatch(p -> p.endsWith("[include]") || p.endsWith("[extends]"));
    }

    /** The file through which a file is read: another one that includes it, or itself. */
    private String whole(String name) {
        Origin part = origins.get(name);
        if (part == null || part.path().endsWith(GitlabCi.FILE)) {
            return name;
        }
        for (Origin other : origins.values()) {
            boolean root =
                    other.repository().equals(part.repository())
                            && other.commit().equals(part.commit())
                            && other.path().equals(GitlabCi.FILE);
            if (root && Corpus.read(folder.resolve(other.file())).contains(part.path())) {
                return other.file();
            }
        }
        return name;
    }

    private List<String> problems(String name) {
        Request request =
                Request.of(
                        Predefined.of(
                                new Predefined.Project("http://localhost", "group/project", "main"),
                                new Predefined.Commit("0".repeat(40), "", "A commit", "A", ""),
                                new Predefined.Pipeline(
                                        1, 1, "push", "refs/heads/main", "a", GitlabCi.FILE)));
        String text = Corpus.read(folder.resolve(name));
        Reading reading = GitlabCi.read(name, text, Map.of(), new Neighbours(name), request);
        List<Problem> found = new ArrayList<>(reading.problems());
        if (reading.isUsable()) {
            Problems problems = new Problems();
            GitlabCi.compile(reading.configuration(), request, problems);
            found.addAll(problems.sorted());
        }
        return found.stream().filter(Problem::isError).map(Problem::toString).toList();
    }

    /** The other files of the corpus from the same repository and commit. */
    private final class Neighbours implements Sources {
        private final Optional<Origin> own;

        Neighbours(String name) {
            this.own = Optional.ofNullable(origins.get(name));
        }

        @Override
        public Answer read(Location location) {
            for (Origin other : origins.values()) {
                boolean here =
                        own.filter(o ->
                                        o.repository().equals(other.repository())
                                                && o.commit().equals(other.commit()))
                                .isPresent();
                if (here
                        && location instanceof Location.File(String project, _, String path)
                        && project.isEmpty()
                        && path.equals(other.path())
                        && Files.exists(folder.resolve(other.file()))) {
                    return new Found(Corpus.read(folder.resolve(other.file())));
                }
            }
            return new Missing("it is not in the corpus", "");
        }

        @Override
        public List<String> paths(String project, String ref) {
            return List.of();
        }
    }
}

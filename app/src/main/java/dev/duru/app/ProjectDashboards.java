package dev.duru.app;

import dev.duru.kernel.ProblemException;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Manifest;
import dev.duru.observe.dashboard.Dashboards;
import dev.duru.source.Source;
import dev.duru.source.git.Commit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The JSON files in the folder of dashboards, as the default branch has them. */
final class ProjectDashboards implements Dashboards {
    private final Source source;

    ProjectDashboards(Source source) {
        this.source = source;
    }

    @Override
    public List<String> paths(ProjectName project) {
        return head(project).map(commit -> paths(project, commit)).orElse(List.of());
    }

    private List<String> paths(ProjectName project, String commit) {
        return source.files(project, commit, folder(project, commit) + "/").stream()
                .filter(path -> path.endsWith(".json"))
                .sorted()
                .toList();
    }

    private String folder(ProjectName project, String commit) {
        return Answers.manifest(source, project, commit)
                .map(Manifest::dashboards)
                .orElse(Manifest.DASHBOARDS);
    }

    private Optional<String> head(ProjectName project) {
        return source.resolve(project, source.defaultBranch(project)).map(Commit::id);
    }

    @Override
    public String text(ProjectName project, String path) {
        return head(project)
                .filter(commit -> paths(project, commit).contains(path))
                .flatMap(commit -> source.file(project, commit, path))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() ->
                        ProblemException.notFound(
                                "there is no dashboard " + path + " on the default branch"));
    }
}

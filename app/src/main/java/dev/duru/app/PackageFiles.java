package dev.duru.app;

import dev.duru.artifact.BuildOutput;
import dev.duru.artifact.ImageRecipe;
import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Packaging;
import dev.duru.manifest.Parsed;
import dev.duru.pipeline.PackageOutput;
import dev.duru.pipeline.Pipeline;
import dev.duru.source.Source;
import java.util.List;

/** What a project's package is made of, between its manifest, the pipeline and the registry. */
final class PackageFiles {
    private PackageFiles() {}

    /** The files that a commit's manifest names; none when it has no usable manifest. */
    static List<String> of(Source source, ProjectName project, String commit) {
        Parsed parsed =
                DeclaredFiles.text(source, project, commit)
                        .map(text -> Manifest.parse(Manifest.FILE, text))
                        .orElse(null);
        if (!(parsed instanceof Parsed.Good(Manifest manifest))) {
            return List.of();
        }
        Packaging packaging = manifest.packaging();
        return packaging == null ? List.of() : ImageRecipe.sources(packaging);
    }

    /** What the runs of a commit made of these files, as the registry's packager asks for it. */
    static BuildOutput.Output output(Pipeline pipeline, ProjectName project, String commit) {
        return switch (pipeline.packageOutput(project, commit)) {
            case PackageOutput.Pending() -> new BuildOutput.Output.Pending();
            case PackageOutput.Failed(String message) -> new BuildOutput.Output.Failed(message);
            case PackageOutput.Missing(List<String> paths, String _) ->
                    new BuildOutput.Output.Missing(paths);
            case PackageOutput.Ready(String digest) ->
                    new BuildOutput.Output.Ready(pipeline.packageFiles(digest));
        };
    }
}

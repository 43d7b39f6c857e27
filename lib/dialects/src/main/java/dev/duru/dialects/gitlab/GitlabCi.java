package dev.duru.dialects.gitlab;

import dev.duru.dialects.gitlab.compile.Compiled;
import dev.duru.dialects.gitlab.compile.PipelineCompiler;
import dev.duru.dialects.gitlab.compile.Request;
import dev.duru.dialects.gitlab.config.Configuration;
import dev.duru.dialects.gitlab.config.ConfigurationReader;
import dev.duru.dialects.gitlab.config.JobRules;
import dev.duru.dialects.gitlab.include.Includes;
import dev.duru.dialects.gitlab.include.Sources;
import dev.duru.dialects.gitlab.tree.Trees;
import dev.duru.dialects.problem.Problems;
import dev.duru.yaml.Position;
import dev.duru.yaml.YamlMap;
import java.util.List;
import java.util.Map;

/** The entrance to the GitLab dialect. */
public final class GitlabCi {
    /** Where GitLab looks for a configuration. */
    public static final String FILE = ".gitlab-ci.yml";

    private GitlabCi() {}

    /**
     * Reads a configuration with all that it includes, and checks it.
     *
     * @param file the name to show in positions
     * @param inputs of the file, where its header declares any
     * @param request whose variables the includes see
     */
    public static Reading read(
            String file,
            String text,
            Map<String, String> inputs,
            Sources sources,
            Request request) {
        Problems problems = new Problems();
        Includes includes = new Includes(sources, request.situation(), problems);
        Configuration configuration =
                ConfigurationReader.read(
                        file, text, includes, inputs.isEmpty() ? null : map(inputs), problems);
        JobRules.check(configuration, problems);
        return new Reading(configuration, problems.sorted(), includes.missed());
    }

    /**
     * Compiles a configuration that has no errors.
     *
     * @param problems receives what only this pipeline has, such as a need that is not in it
     */
    public static Compiled compile(
            Configuration configuration, Request request, Problems problems) {
        return PipelineCompiler.compile(configuration, request, problems);
    }

    private static YamlMap map(Map<String, String> inputs) {
        Position at = Position.startOf("inputs");
        List<YamlMap.Entry> entries =
                inputs.entrySet().stream()
                        .map(input ->
                                new YamlMap.Entry(
                                        Trees.text(at, input.getKey()),
                                        Trees.plain(at, input.getValue())))
                        .toList();
        return Trees.map(at, entries);
    }
}

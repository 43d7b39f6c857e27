package dev.duru.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.duru.kernel.ProjectName;
import dev.duru.manifest.Manifest;
import dev.duru.manifest.Sources;
import dev.duru.source.Source;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a commit that say where it goes, as one text; see {@link Sources}. */
final class DeclaredFiles {
    private DeclaredFiles() {}

    /** Empty where there is neither duru.yml nor a file of an environment. */
    static Optional<String> text(Source source, ProjectName project, String commit) {
        Optional<String> main =
                source.file(project, commit, Manifest.FILE).map(bytes -> new String(bytes, UTF_8));
        SortedMap<String, String> environments = new TreeMap<>();
        for (String path : source.files(project, commit, Sources.FOLDER)) {
            if (Sources.isOne(path)) {
                source.file(project, commit, path)
                        .ifPresent(bytes -> environments.put(path, new String(bytes, UTF_8)));
            }
        }
        return main.isEmpty() && environments.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sources(main.orElse(""), environments).text());
    }

    /** Any file; asked for duru.yml, all that it says together with the others. */
    static Optional<byte[]> orFile(Source source, ProjectName project, String commit, String path) {
        return path.equals(Manifest.FILE)
                ? text(source, project, commit).map(text -> text.getBytes(UTF_8))
                : source.file(project, commit, path);
    }
}

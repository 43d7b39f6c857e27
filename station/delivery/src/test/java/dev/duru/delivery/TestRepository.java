package dev.duru.delivery;

import dev.duru.kernel.ProjectName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Files of every commit of every project. */
public final class TestRepository implements RepositoryFiles {
    private final Map<String, String> files = new ConcurrentSkipListMap<>();

    /** Puts a file in. */
    public TestRepository with(String path, String text) {
        files.put(path, text);
        return this;
    }

    @Override
    public List<String> below(ProjectName project, String commit, String folder) {
        return files.keySet().stream().filter(path -> path.startsWith(folder)).toList();
    }

    @Override
    public Optional<byte[]> bytes(ProjectName project, String commit, String path) {
        return Optional.ofNullable(files.get(path))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}

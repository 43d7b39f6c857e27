package dev.duru.git;

import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.eclipse.jgit.util.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps JGit from the configuration of whoever runs the server: no {@code ~/.gitconfig}, no {@code
 * /etc/gitconfig}, and no call of a {@code git} program to find them. A repository behaves the same
 * on each machine.
 */
public final class IsolatedSystemReader extends SystemReader {
    private final SystemReader platform;

    private IsolatedSystemReader(SystemReader platform) {
        this.platform = platform;
    }

    /** Makes it the one that JGit asks in this process; again does nothing. */
    public static void install() {
        if (!(SystemReader.getInstance() instanceof IsolatedSystemReader)) {
            SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance()));
        }
    }

    @Override
    public String getHostname() {
        return platform.getHostname();
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") || variable.startsWith("XDG_")
                ? null
                : platform.getenv(variable);
    }

    @Override
    public @Nullable String getProperty(String key) {
        return platform.getProperty(key);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public StoredConfig getUserConfig() {
        return new Nothing(null, FS.DETECTED);
    }

    @Override
    public StoredConfig getSystemConfig() {
        return new Nothing(null, FS.DETECTED);
    }

    @Override
    public StoredConfig getJGitConfig() {
        return new Nothing(null, FS.DETECTED);
    }

    @Override
    public MonotonicClock getClock() {
        return platform.getClock();
    }

    @Override
    @SuppressWarnings("deprecation")
    public long getCurrentTime() {
        return platform.getCurrentTime();
    }

    @Override
    @SuppressWarnings("deprecation")
    public int getTimezone(long when) {
        return platform.getTimezone(when);
    }

    /**
     * A configuration that is empty and stays so on disk. It only says how finely file systems note
     * times, which JGit would measure by writing files into a repository.
     */
    private static final class Nothing extends FileBasedConfig {
        Nothing(@Nullable Config parent, FS fs) {
            super(parent, Path.of("nothing").toFile(), fs);
        }

        @Override
        public @Nullable String getString(
                String section, @Nullable String subsection, String name) {
            return section.equals("filesystem") ? "100 ms" : null;
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}

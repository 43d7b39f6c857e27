package dev.duru.delivery.runtime.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.duru.delivery.Runtime;
import dev.duru.delivery.RuntimeContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class ScriptedRuntimeTest extends RuntimeContract {
    @TempDir Path folder;
    private ScriptedRuntime runtime;

    @BeforeEach
    void open() {
        runtime = new ScriptedRuntime(folder, InstantSource.system());
        runtime.script("sha256:never", ScriptedRuntime.Script.NEVER_HEALTHY);
        runtime.script("sha256:ends", ScriptedRuntime.Script.ENDS_AT_ONCE);
    }

    @Override
    protected Runtime runtime() {
        return runtime;
    }

    /**
     * What is only written down is lost with Duru; the contract's word is kept by being the same.
     */
    @Override
    protected void restart() {
        assertThat(runtime.known()).isNotEmpty();
    }

    @Override
    protected String healthy() {
        return "sha256:healthy";
    }

    @Override
    protected String neverHealthy() {
        return "sha256:never";
    }

    @Override
    protected String endsAtOnce() {
        return "sha256:ends";
    }
}

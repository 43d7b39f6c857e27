package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineException;
import dev.duru.containers.EngineSearch;
import dev.duru.containers.EngineUnavailableException;
import dev.duru.dialects.expressions.Containers;
import dev.duru.pipeline.sandbox.JobLimits;
import dev.duru.pipeline.sandbox.SandboxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what jobs need of containers on the engine of this machine. */
public final class ContainerRoom {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerRoom.class);

    private final ContainerSettings settings;
    private final EngineSearch search;
    private final AtomicBoolean swept = new AtomicBoolean();

    /**
     * Room for containers.
     *
     * @param environment of this process, for {@code DOCKER_HOST}
     */
    public ContainerRoom(ContainerSettings settings, Map<String, String> environment) {
        this.settings = settings;
        this.search = new EngineSearch(settings.socket(), environment);
    }

    /** An engine where it usually is, with nothing dangerous allowed. */
    public static ContainerRoom usual() {
        return new ContainerRoom(ContainerSettings.DEFAULT, System.getenv());
    }

    ContainerSettings settings() {
        return settings;
    }

    /**
     * What a job asks for.
     *
     * @param name names the job on this machine
     * @param limits for each container
     * @param container in which its steps run; nothing for this machine itself
     */
    public record Wish(
            String name,
            Layout layout,
            Optional<Containers.Spec> container,
            List<Containers.Spec> services,
            JobLimits limits) {
        public Wish {
            services = List.copyOf(services);
        }
    }

    /**
     * Makes and starts all of it, and waits until the services are well.
     *
     * @param stopped whether the job is to stop; then this ends early
     * @throws SandboxException when that cannot be done; nothing is left of it then
     * @throws dev.duru.dialects.value.ExpressionException when the file asks for what cannot be had
     */
    public JobContainers open(Wish wish, Notes notes, BooleanSupplier stopped) {
        ContainerEngine engine = engine();
        JobContainers containers =
                new JobContainers(engine, settings, wish, notes, new Interruptible(stopped));
        try {
            containers.start();
            return containers;
        } catch (EngineException e) {
            containers.close();
            throw new SandboxException(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            containers.close();
            throw e;
        }
    }

    /** The engine of this machine; the first call also removes what was left behind on it. */
    ContainerEngine engine() {
        try {
            ContainerEngine engine = search.find();
            if (swept.compareAndSet(false, true)) {
                sweep(engine);
            }
            return engine;
        } catch (EngineUnavailableException e) {
            throw new SandboxException(
                    "the job needs containers, but "
                            + e.getMessage()
                            + " in the setting containers.socket");
        }
    }

    private static void sweep(ContainerEngine engine) {
        try {
            int count = Leftovers.sweep(engine);
            if (count > 0) {
                LOG.info("removed {} containers and networks of a Duru that is gone", count);
            }
        } catch (EngineException e) {
            LOG.warn("what a Duru left behind could not be removed: {}", e.getMessage());
        }
    }

    /** Removes what earlier Durus left behind, where there is an engine. */
    public void sweep() {
        try {
            engine();
        } catch (SandboxException e) {
            LOG.debug("no containers to look after: {}", e.getMessage());
        }
    }
}

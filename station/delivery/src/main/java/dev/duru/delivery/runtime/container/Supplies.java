package dev.duru.delivery.runtime.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.ImageName;
import dev.duru.containers.Networks;
import dev.duru.containers.RegistryAuth;
import dev.duru.delivery.EnvironmentKey;
import dev.duru.delivery.RegistryAccess;
import dev.duru.delivery.Workload;
import dev.duru.kernel.Problem;
import dev.duru.kernel.ProblemException;
import dev.duru.manifest.Hosting;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a container needs before it can be made: its image, its network, its volumes. */
final class Supplies {
    private static final Logger LOG = LoggerFactory.getLogger(Supplies.class);

    private final RegistryAccess access;
    private final String instance;

    Supplies(RegistryAccess access, String instance) {
        this.access = access;
        this.instance = instance;
    }

    /**
     * Brings all there that a workload needs.
     *
     * @return the image as the engine knows it
     * @throws ProblemException USER when the image cannot be had
     */
    String bring(ContainerEngine engine, Workload workload) {
        Plan plan = new Plan(instance, workload);
        EnvironmentKey key = workload.id().environment();
        String image = image(engine, plan);
        Map<String, String> labels = Plan.labels(instance, key);
        for (Hosting.Volume volume : workload.hosting().container().volumes()) {
            engine.volumes().create(plan.volume(volume), labels);
        }
        if (plan.ownNetwork() && network(engine, key).isEmpty()) {
            engine.networks().create(Plan.network(instance, key), labels);
        }
        return image;
    }

    private Optional<Networks.Network> network(ContainerEngine engine, EnvironmentKey key) {
        return engine.networks().list(Plan.labels(instance, key)).stream().findFirst();
    }

    private String image(ContainerEngine engine, Plan plan) {
        RegistryAccess.Registry registry = access.now();
        String image = plan.image(registry);
        if (engine.images().find(image).isPresent()) {
            return image;
        }
        ImageName name = ImageName.parse(image);
        Optional<RegistryAuth> auth =
                registry.user().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new RegistryAuth(
                                        registry.address(), registry.user(), registry.password()));
        try {
            if (registry.plain()) {
                engine.images().pullPlain(name, auth);
            } else {
                engine.images().pull(name, auth, progress -> {});
            }
            return image;
        } catch (EngineRefusalException e) {
            throw new ProblemException(
                    Problem.Code.USER,
                    "the container engine cannot pull "
                            + image
                            + ": "
                            + e.getMessage()
                            + (registry.plain()
                                    ? "; Docker wants registries without TLS that are not on a"
                                            + " loopback address in its insecure-registries"
                                    : ""),
                    e);
        }
    }

    /** Takes an environment's network away once no container is in it; volumes stay. */
    void tidy(ContainerEngine engine, EnvironmentKey key) {
        Map<String, String> labels = Plan.labels(instance, key);
        if (!engine.containers().list(labels).isEmpty()) {
            return;
        }
        for (Networks.Network network : engine.networks().list(labels)) {
            try {
                engine.networks().remove(network.id());
            } catch (EngineRefusalException e) {
                LOG.debug("network {} stays: {}", network.name(), e.getMessage());
            }
        }
    }
}

package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.ImageInfo;
import dev.duru.containers.ImageName;
import dev.duru.containers.RegistryAuth;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.yaml.Position;
import java.util.Optional;

/** Sees to it that the engine has an image. */
final class Pulls {
    private final ContainerEngine engine;
    private final boolean always;
    private final Notes notes;
    private final Interruptible waiting;

    Pulls(ContainerEngine engine, boolean always, Notes notes, Interruptible waiting) {
        this.engine = engine;
        this.always = always;
        this.notes = notes;
        this.waiting = waiting;
    }

    /**
     * The image, fetched if it is not there.
     *
     * @param username for its registry; empty for none
     */
    ImageInfo image(String text, String username, String password, Position place) {
        ImageName name;
        try {
            name = ImageName.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(place, String.valueOf(e.getMessage()));
        }
        Optional<ImageInfo> there = engine.images().find(name.toString());
        if (there.isPresent() && !always) {
            notes.say("Image " + name + " is there already: " + there.get().id());
            return there.get();
        }
        notes.say("Pulling " + name);
        Optional<RegistryAuth> auth =
                username.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RegistryAuth(name.registry(), username, password));
        try {
            waiting.call(() -> {
                engine.images().pull(name, auth, this::progress);
                return true;
            });
        } catch (EngineRefusalException e) {
            throw new SandboxException(
                    place
                            + ": the image "
                            + name
                            + " could not be pulled: "
                            + e.getMessage()
                            + (auth.isEmpty() ? "; does its registry ask for credentials?" : ""));
        }
        return engine.images()
                .find(name.toString())
                .orElseThrow(() ->
                        new SandboxException(
                                place + ": the image " + name + " was pulled and is not there"));
    }

    /** Layers that come in make no lines while they do. */
    private void progress(dev.duru.containers.Images.Progress progress) {
        if (progress.total() == 0 && !progress.status().isBlank()) {
            notes.say(
                    progress.layer().isEmpty()
                            ? progress.status()
                            : progress.layer() + ": " + progress.status());
        }
    }
}

package dev.duru.pipeline.container;

import dev.duru.containers.ContainerEngine;
import dev.duru.containers.EngineRefusalException;
import dev.duru.containers.ImageInfo;
import dev.duru.containers.ImageName;
import dev.duru.containers.RegistryAuth;
import dev.duru.pipeline.sandbox.SandboxException;
import dev.duru.yaml.Position;
import java.util.Arrays;
import java.util.List;
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
     * What options of a container say about its image.
     *
     * @param policies {@code always}, {@code missing} or {@code never}; the next one holds where
     *     the one before could not be followed; empty for the usual
     * @param platform such as {@code linux/arm64}; {@code ""} for the engine's own
     */
    record Wanted(List<String> policies, String platform) {
        static final Wanted USUAL = new Wanted(List.of(), "");

        /** Finds {@code --pull} and {@code --platform} among words. */
        static Wanted of(List<String> words) {
            return new Wanted(
                    Arrays.stream(value(words, "--pull").split(","))
                            .filter(policy -> !policy.isEmpty())
                            .toList(),
                    value(words, "--platform"));
        }

        private static String value(List<String> words, String option) {
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equals(option) && i + 1 < words.size()) {
                    return words.get(i + 1);
                }
                if (words.get(i).startsWith(option + "=")) {
                    return words.get(i).substring(option.length() + 1);
                }
            }
            return "";
        }
    }

    /**
     * The image, fetched if it must be.
     *
     * @param username for its registry; empty for none
     */
    ImageInfo image(String text, String username, String password, Wanted wanted, Position place) {
        ImageName name;
        try {
            name = ImageName.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(place, String.valueOf(e.getMessage()));
        }
        List<String> policies =
                wanted.policies().isEmpty()
                        ? List.of(always ? "always" : "missing")
                        : wanted.policies();
        Optional<RegistryAuth> auth =
                username.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RegistryAuth(name.registry(), username, password));
        for (String policy : policies.subList(0, policies.size() - 1)) {
            try {
                return image(name, auth, wanted.platform(), policy, place);
            } catch (SandboxException e) {
                notes.warn(String.valueOf(e.getMessage()));
            }
        }
        return image(name, auth, wanted.platform(), policies.getLast(), place);
    }

    private ImageInfo image(
            ImageName name,
            Optional<RegistryAuth> auth,
            String platform,
            String policy,
            Position place) {
        Optional<ImageInfo> there = engine.images().find(name.toString());
        if (there.isPresent() && !policy.equals("always")) {
            notes.say("Image " + name + " is there already: " + there.get().id());
            return there.get();
        }
        if (policy.equals("never")) {
            throw new SandboxException(
                    place + ": the image " + name + " is not there, and it may not be pulled");
        }
        notes.say("Pulling " + name);
        try {
            waiting.call(() -> {
                engine.images().pull(name, platform, auth, this::progress);
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

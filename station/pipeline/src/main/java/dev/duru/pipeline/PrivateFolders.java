package dev.duru.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What no job may see. */
final class PrivateFolders {
    private PrivateFolders() {}

    /** These, and where people keep keys in the home of the user that Duru runs as. */
    static List<Path> and(List<Path> own) {
        List<Path> hidden = new ArrayList<>(own);
        Path home = Path.of(System.getProperty("user.home", "/root"));
        for (String name :
                List.of(
                        ".ssh",
                        ".gnupg",
                        ".aws",
                        ".kube",
                        ".docker",
                        ".netrc",
                        ".git-credentials",
                        ".config/gcloud",
                        ".m2/settings.xml",
                        ".npmrc",
                        ".pypirc")) {
            hidden.add(home.resolve(name));
        }
        return hidden;
    }
}

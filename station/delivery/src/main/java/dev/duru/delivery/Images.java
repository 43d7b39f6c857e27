package dev.duru.delivery;

import java.io.InputStream;

/** Port: the parts of an image by digest. */
public interface Images {
    /**
     * The bytes of a manifest.
     *
     * @throws dev.duru.kernel.ProblemException NOT_FOUND when there is none
     */
    byte[] manifest(String repository, String digest);

    /**
     * A config or a layer; the caller closes it.
     *
     * @throws dev.duru.kernel.ProblemException NOT_FOUND when there is none
     */
    InputStream blob(String repository, String digest);
}

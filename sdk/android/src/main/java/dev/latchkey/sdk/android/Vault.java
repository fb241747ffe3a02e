package dev.latchkey.sdk.android;

import android.util.AtomicFile;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * A few short texts by name in one file, sealed as a whole: nobody can read one of them, change one
 * or put an old one back among new ones. The file is written anew with every change, so that a
 * crash leaves the old one or the new one. Of one process; thread-safe.
 *
 * <p>What cannot be opened any more (a restored phone, a key that the system has thrown away)
 * counts as absent: the user logs in again.
 */
final class Vault {

  /** Nothing is remembered between two calls: several screens of an app may each have a vault. */
  private static final Object LOCK = new Object();

  private final AtomicFile file;
  private final KeystoreCipher cipher;
  private final byte[] context;

  /**
   * @param path where nothing is backed up; its name is bound into what is sealed
   */
  Vault(File path, KeystoreCipher cipher) {
    this.file = new AtomicFile(path);
    this.cipher = cipher;
    this.context = path.getName().getBytes(StandardCharsets.UTF_8);
  }

  @Nullable String get(String name) {
    synchronized (LOCK) {
      return read().getString(name);
    }
  }

  /**
   * Puts another text in place of one.
   *
   * @param change takes the text, null when there is none, and gives the other, null for none
   * @throws UncheckedIOException when the device cannot keep it
   */
  void change(String name, Change change) {
    synchronized (LOCK) {
      JsonObject texts = read();
      String text = change.of(texts.getString(name));
      if (text == null) {
        texts.remove(name);
      } else {
        texts.put(name, text);
      }
      write(JsonWriter.string(texts).getBytes(StandardCharsets.UTF_8));
    }
  }

  void put(String name, @Nullable String text) {
    change(name, before -> text);
  }

  /** What becomes of a text. */
  @FunctionalInterface
  interface Change {
    @Nullable String of(@Nullable String before);
  }

  private JsonObject read() {
    try {
      byte[] opened = cipher.open(file.readFully(), context);
      return JsonParser.object().from(new String(opened, StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return new JsonObject();
    } catch (GeneralSecurityException | JsonParserException e) {
      file.delete();
      return new JsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(byte[] text) {
    try {
      byte[] sealed = seal(text);
      FileOutputStream out = file.startWrite();
      try {
        out.write(sealed);
        file.finishWrite(out);
      } catch (IOException e) {
        file.failWrite(out);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new UncheckedIOException(new IOException("The Android Keystore failed", e));
    }
  }

  /** A key that the system has spoilt is replaced: what it sealed cannot be opened anyway. */
  private byte[] seal(byte[] text) throws GeneralSecurityException {
    try {
      return cipher.seal(text, context);
    } catch (GeneralSecurityException e) {
      cipher.forget();
      return cipher.seal(text, context);
    }
  }
}

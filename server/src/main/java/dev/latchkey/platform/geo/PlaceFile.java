package dev.latchkey.platform.geo;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in the MaxMind DB format with records as GeoIP2 and GeoLite2 have them ({@code
 * country.iso_code}, {@code location.latitude}, {@code location.longitude}); those of DB-IP and
 * IP2Location look alike. The file is mapped into memory: replace it by renaming another one.
 */
public final class PlaceFile implements Places, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PlaceFile.class);
  private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");
  private static final int IPV4 = 4;

  private final Reader reader;

  private PlaceFile(Reader reader) {
    this.reader = reader;
  }

  /**
   * @throws IOException when there is no such file, or it is none of that format
   */
  public static PlaceFile open(Path file) throws IOException {
    return new PlaceFile(new Reader(file.toFile()));
  }

  @Override
  public Optional<Place> of(String address) {
    try {
      InetAddress literal = InetAddress.ofLiteral(address);
      boolean isCovered =
          reader.getMetadata().ipVersion() != IPV4 || !(literal instanceof Inet6Address);
      return isCovered
          ? Optional.ofNullable(reader.get(literal, Map.class)).flatMap(PlaceFile::place)
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      // A file that is broken somewhere inside must not keep anybody out.
      LOG.warn("The location database cannot tell of an address", e);
      return Optional.empty();
    }
  }

  private static Optional<Place> place(Map<?, ?> entry) {
    return Optional.of(map(entry, "country").get("iso_code") instanceof String code ? code : "")
        .filter(code -> COUNTRY.matcher(code).matches())
        .map(code -> new Place(code, coordinates(map(entry, "location"))));
  }

  private static @Nullable Coordinates coordinates(Map<?, ?> location) {
    return location.get("latitude") instanceof Double latitude
            && location.get("longitude") instanceof Double longitude
        ? new Coordinates(latitude, longitude)
        : null;
  }

  private static Map<?, ?> map(Map<?, ?> parent, String name) {
    return parent.get(name) instanceof Map<?, ?> child ? child : Map.of();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}

/* Validates documents with the JDK's Xerces, for tests/support/xerces.py.
 *
 * Arguments: the file of each schema. Input: a line for each document, the number of its schema and
 * its bytes in Base64. Output: a line for each, empty when it is valid, else the first error.
 */
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.Validator;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

class Xerces {
  public static void main(String[] files) throws Exception {
    SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    Schema[] schemas = new Schema[files.length];
    for (int n = 0; n < files.length; n++) {
      schemas[n] = factory.newSchema(new File(files[n]));
    }
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] parts = line.split(" ", 2);
      byte[] document = Base64.getDecoder().decode(parts.length > 1 ? parts[1] : "");
      System.out.println(validate(schemas[Integer.parseInt(parts[0])], document));
    }
  }

  private static String validate(Schema schema, byte[] document) throws Exception {
    Validator validator = schema.newValidator();
    validator.setErrorHandler(new ErrorHandler() {
      public void warning(SAXParseException error) {}
      public void error(SAXParseException error) throws SAXException { throw error; }
      public void fatalError(SAXParseException error) throws SAXException { throw error; }
    });
    try {
      validator.validate(new StreamSource(new ByteArrayInputStream(document)));
      return "";
    } catch (SAXException error) {
      return String.valueOf(error.getMessage()).replaceAll("\\s+", " ");
    }
  }
}

package logs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"reflect"
	"strings"
	"syscall"
	"time"

	"ringback/storage/files"
)

// maxText is how long a text of an attribute may be, in bytes.
const maxText = 200

// Handler returns the handler that writes the lines of a log: only what is harmless.
func Handler(w io.Writer, level slog.Leveler) slog.Handler {
	return slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: harmless})
}

// harmless is what the handler writes of an attribute: of an error, or of any other value that
// isn't plain, only its kind. Their texts quote what was read.
func harmless(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindTime:
		a.Value = slog.StringValue(a.Value.Time().UTC().Format("2006-01-02T15:04:05.000Z"))
	case slog.KindDuration:
		a.Value = slog.Int64Value(a.Value.Duration().Milliseconds())
	case slog.KindString:
		if text := a.Value.String(); len(text) > maxText {
			a.Value = slog.StringValue(strings.ToValidUTF8(text[:maxText], ""))
		}
	case slog.KindAny:
		a.Value = slog.StringValue(kindOfAny(a.Value.Any()))
	}
	return a
}

// kindOfAny returns what may be written of a value: of a list of texts the texts.
func kindOfAny(value any) string {
	switch v := value.(type) {
	case slog.Level:
		return v.String()
	case error:
		return Kind(v)
	case []string:
		text := strings.Join(v, " ")
		return strings.ToValidUTF8(text[:min(len(text), maxText)], "")
	case fmt.Stringer:
		if k := reflect.TypeOf(value).Kind(); k == reflect.String || k == reflect.Int { // a word of a list
			return v.String()
		}
	}
	return fmt.Sprintf("%T", value)
}

// Kind describes an error by fixed words: the problem of a file, the system's number, and the types
// of what it wraps. It never quotes the error's text.
func Kind(err error) string {
	var words []string
	var number syscall.Errno
	var fault *files.Error
	if errors.As(err, &fault) {
		words = append(words, string(fault.Problem))
	}
	if errors.As(err, &number) {
		words = append(words, fmt.Sprintf("errno %d", uintptr(number)))
	}
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission, fs.ErrExist} {
		if errors.Is(err, known) {
			words = append(words, known.Error())
			break
		}
	}
	for depth := 0; err != nil && depth < 4; depth++ {
		words = append(words, fmt.Sprintf("%T", err))
		err = errors.Unwrap(err)
	}
	return strings.Join(words, ", ")
}

// Since returns an attribute for how long something took, in milliseconds.
func Since(began time.Time) slog.Attr { return slog.Duration("ms", time.Since(began)) }

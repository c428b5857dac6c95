package ciba

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// unquote reads one word as bash does. ok is false if the text is more than one quoted word, or if
// the shell could expand anything in it.
func unquote(word string) (text string, ok bool) {
	var b strings.Builder
	for word != "" {
		switch {
		case strings.HasPrefix(word, `\'`):
			b.WriteByte('\'')
			word = word[2:]
		case strings.HasPrefix(word, `'`):
			inner, rest, closed := strings.Cut(word[1:], "'")
			if !closed {
				return "", false
			}
			b.WriteString(inner)
			word = rest
		case strings.HasPrefix(word, `$'`):
			for word = word[2:]; !strings.HasPrefix(word, "'"); {
				switch {
				case len(word) >= 4 && strings.HasPrefix(word, `\x`):
					c, err := strconv.ParseUint(word[2:4], 16, 8)
					if err != nil {
						return "", false
					}
					b.WriteByte(byte(c))
					word = word[4:]
				case word == "" || word[0] == '\\':
					return "", false
				default:
					b.WriteByte(word[0])
					word = word[1:]
				}
			}
			word = word[1:]
		default:
			return "", false
		}
	}
	return b.String(), true
}

// FuzzQuote: a quoted text is one word, reads back as it was, and contains nothing that a terminal
// or a shell would take for the end of a line.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{
		"", "plain", "it's", "'; rm -rf ~; '", "$(id)", "`id`", `"$HOME"`, `\`, `\'`, "a\nb", "a\r\nid\n", "\x1b[31m", "\x1b]0;x\a", "a\u2028b", "\u202eabc", "a\u200bb",
		"!!", "!\n!", "*?[a]{b,c}~", "æøå 😉", "\xff\xfe", "\ufffd", "#", "-K/etc/passwd", "@/etc/passwd", "$'\\x41'",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ContainsRune(text, 0) {
			return // no program argument and no URL can contain it
		}
		word := quote(text)
		if got, ok := unquote(word); !ok || got != text {
			t.Fatalf("%q is quoted %s, which reads %q", text, word, got)
		}
		if strings.ContainsFunc(word, func(r rune) bool { return unicode.IsControl(r) || Invisible(r) || r == '\u2028' || r == '\u2029' }) {
			t.Fatalf("%q is quoted %q", text, word)
		}
	})
}

// FuzzHint: whatever a hint contains, what is shown of it is clean and not much longer.
func FuzzHint(f *testing.F) {
	const secret = "s3cr/t+of-the-client"
	for _, value := range []string{
		`{"idp":"mitid","uuid":"8a98"}`, "eyJpZHAiOiJtaXRpZCJ9", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2ln", "8a9856e0-f12d-4217-b320-c8a076be9320",
		`{"a":"s3cr/t` + "\u200b" + `+of-the-client"}`, // cleaned, it is the secret
		"{", "{}", "[]", "", `{"a":"\u202e\n` + "\u200b" + `"}`, `{"id_token":"x","a":{"` + secret + `":"` + secret + `"}}`, strings.Repeat(`{"a":`, 100), "e30.e30.e30", "e30", " {} ", "{}{}",
	} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if strings.Contains(value, secret) && !strings.Contains(value, `"`+secret+`"`) {
			return
		}
		hint := readHint(value, []string{secret})
		if hint == nil {
			return
		}
		if len(hint.Text) > 40*len(value)+10 {
			t.Fatalf("%d bytes become %d", len(value), len(hint.Text))
		}
		for line := range strings.Lines(hint.Text) {
			if line = strings.TrimSuffix(line, "\n"); Clean(line, 4000) != line {
				t.Fatalf("%q is shown as %q", value, line)
			}
		}
		if strings.Contains(hint.Text, secret) {
			t.Fatalf("%q shows the secret", hint.Text)
		}
	})
}

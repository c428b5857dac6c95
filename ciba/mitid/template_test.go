package mitid

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestFillTemplate(t *testing.T) {
	values := map[string]string{PlaceholderCode: "0421", PlaceholderOrganisation: "Nordby {code} Kommune"}
	for _, test := range []struct {
		name, template, want string
	}{
		{name: "the default", template: "Kode {code}, {organisation}", want: "Kode 0421, Nordby {code} Kommune"},
		{name: "no placeholder", template: "Godkend", want: "Godkend"},
		{name: "empty"},
		{name: "side by side and twice", template: "{code}{code}", want: "04210421"},
		{name: "letters outside ASCII around", template: "å{code}ø", want: "å0421ø"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := FillTemplate(test.template, values); err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	for template, name := range map[string]string{"{codes}": "codes", "a {Code}": "Code", "{}": "", "{ code }": " code "} {
		_, err := FillTemplate(template, values)
		unknown, ok := errors.AsType[*PlaceholderError](err)
		if !ok || unknown.Name != name || !strings.Contains(err.Error(), "{"+name+"}") || !strings.Contains(err.Error(), "{code}, {organisation}") {
			t.Errorf("%q: got %v", template, err)
		}
	}
	for _, template := range []string{"{", "}", "{code", "code}", "{{code}}", "{code}}", "{a{code}"} {
		if _, err := FillTemplate(template, values); !errors.Is(err, ErrTemplateBraces) {
			t.Errorf("%q: got %v", template, err)
		}
	}
}

func FuzzFillTemplate(f *testing.F) {
	f.Add("Kode {code}, {organisation}", "4821")
	f.Add("{{}}{", "{x}")
	f.Add("{\u202e\xff}", "")
	f.Fuzz(func(t *testing.T, template, value string) {
		got, err := FillTemplate(template, map[string]string{PlaceholderCode: value})
		if err != nil {
			return
		}
		// An accepted template has no braces other than those of {code}.
		if want := strings.ReplaceAll(template, "{code}", value); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		if strings.ContainsAny(strings.ReplaceAll(template, "{code}", ""), "{}") {
			t.Fatalf("%q is accepted", template)
		}
	})
}

func TestNewCode(t *testing.T) {
	for _, test := range []struct {
		name   string
		random []byte
		want   string
	}{
		{name: "leading zeros stay", random: []byte{0, 7}, want: "0007"},
		{name: "highest", random: []byte{0x27, 0x0f}, want: "9999"},
		{name: "wraps", random: []byte{0x27, 0x10}, want: "0000"},
		{name: "last fair number", random: []byte{0xea, 0x5f}, want: "9999"},
		{name: "unfair numbers are thrown away", random: []byte{0xea, 0x60, 0xff, 0xff, 0x12, 0xd5}, want: "4821"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := NewCode(bytes.NewReader(test.random)); err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// TestNewCodeIsUniform: every two-byte number that isn't discarded gives its code, and each code
// comes from equally many numbers.
func TestNewCodeIsUniform(t *testing.T) {
	count := make(map[string]int)
	for n := range 1 << 16 {
		code, err := NewCode(bytes.NewReader([]byte{byte(n >> 8), byte(n)}))
		if err == nil {
			count[code]++
		}
	}
	if len(count) != 10_000 {
		t.Errorf("%d codes", len(count))
	}
	for code, n := range count {
		if n != 6 || len(code) != 4 {
			t.Fatalf("%q comes from %d numbers, want 6", code, n)
		}
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func TestBrokenRandomnessIsAnError(t *testing.T) {
	if _, err := NewCode(strings.NewReader("x")); !errors.Is(err, ErrRandom) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a source that ends: %v", err)
	}
	if _, err := NewCode(io.LimitReader(endless(0xff), 1<<16)); !errors.Is(err, ErrRandom) || errors.Is(err, io.EOF) {
		t.Errorf("a source that is stuck: %v", err)
	}
	if _, err := NewNonce(strings.NewReader("x")); !errors.Is(err, ErrRandom) {
		t.Errorf("a nonce of a source that ends: %v", err)
	}
}

func TestNewNonceFitsTheRequest(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	a, errA := NewNonce(random)
	b, errB := NewNonce(random)
	if errA != nil || errB != nil || a == b || len(a) != 22 {
		t.Fatalf("got %q, %v and %q, %v", a, errA, b, errB)
	}
	r := documentedRequest()
	r.Nonce = a
	if err := r.Validate(); err != nil {
		t.Error(err)
	}
}

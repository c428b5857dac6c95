package desk

import "time"

// Text is something to say: the key of a translation and its values. Values of type time.Time and
// time.Duration are formatted for the language, and values of type Text are translated themselves;
// "Count" picks the plural.
type Text struct {
	Key  string
	Args map[string]any
}

// Say returns a Text; args are pairs of name and value.
func Say(key string, args ...any) Text {
	t := Text{Key: key}
	if len(args) > 0 {
		t.Args = make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			t.Args[args[i].(string)] = args[i+1]
		}
	}
	return t
}

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" }

// Words looks texts up in a language; assets.Words implements it.
type Words interface {
	Text(key string, args map[string]any) string
	Date(t time.Time) string
	Span(d time.Duration) string
	At(t time.Time) string
	Until(t time.Time) string
	Stamp(t time.Time) string
}

// Day is a time of which only the date is written.
type Day time.Time

// Span is a duration that is written with its units, not as a countdown.
type Span time.Duration

// At is a moment in a sentence, with its preposition: at 10:42:51. The words decide whether the
// date is written as well.
type At time.Time

// Stamp is a moment in a text for a document: always with its date and its offset from UTC.
type Stamp time.Time

// Until is a moment after "until" or "after".
type Until time.Time

// In returns the text in a language. Values that are texts are translated first.
func (t Text) In(words Words) string {
	if t.IsZero() {
		return ""
	}
	args := make(map[string]any, len(t.Args))
	for name, value := range t.Args {
		switch v := value.(type) {
		case Text:
			value = v.In(words)
		case Day:
			value = words.Date(time.Time(v))
		case At:
			value = words.At(time.Time(v))
		case Stamp:
			value = words.Stamp(time.Time(v))
		case Until:
			value = words.Until(time.Time(v))
		case Span:
			value = words.Span(time.Duration(v))
		}
		args[name] = value
	}
	return words.Text(t.Key, args)
}

package mitid

import (
	"net/url"
	"testing"

	"ringback/ciba"
)

func TestAppswitchURL(t *testing.T) {
	const (
		back = "https://your-app.dk/backfrommitid"
		link = "https://appswitchmitid.page.link/?apn=dk.mitid.app.android&afl=https://appswitch.mitid.dk&link=https://appswitch.mitid.dk"
		tail = "?returnUrl=https%3A%2F%2Fyour-app.dk%2Fbackfrommitid"
	)
	for _, test := range []struct {
		name         string
		style        Style
		platform     Platform
		test         bool
		back         string
		ios, android string
		want         string
	}{
		{name: "current, iOS", style: StyleCurrent, platform: PlatformIOS, want: "https://appswitch.mitid.dk"},
		{name: "current, iOS, test", style: StyleCurrent, platform: PlatformIOS, test: true, want: "https://appswitch-test.mitid.nets.eu"},
		{name: "current, Android", style: StyleCurrent, platform: PlatformAndroid, want: "https://appswitch.mitid.dk"},
		{name: "current, Android, test", style: StyleCurrent, platform: PlatformAndroid, test: true, want: "https://appswitch.mitid.dk"},
		{name: "current, older Android", style: StyleCurrent, platform: PlatformAndroidOld, back: back, want: link},
		{
			name: "current, iOS, and back", style: StyleCurrent, platform: PlatformIOS,
			back: back, want: "https://appswitch.mitid.dk/" + tail,
		},
		{
			name: "current, iOS, test, and back", style: StyleCurrent, platform: PlatformIOS,
			test: true, back: back, want: "https://appswitch-test.mitid.nets.eu/" + tail,
		},
		{
			name: "current, Android, and back", style: StyleCurrent, platform: PlatformAndroid,
			back: back, want: "https://appswitch.mitid.dk/" + tail,
		},
		{name: "documented, iOS", style: StyleDocumented, platform: PlatformIOS, back: back, want: "https://appswitch.mitid.dk"},
		{name: "documented, iOS, test", style: StyleDocumented, platform: PlatformIOS, test: true, want: "https://appswitch.mitid.dk"},
		{name: "documented, Android", style: StyleDocumented, platform: PlatformAndroid, test: true, back: back, want: link},
		{name: "documented, older Android", style: StyleDocumented, platform: PlatformAndroidOld, test: true, want: link},
		{
			name: "iOS overridden", style: StyleCurrent, platform: PlatformIOS, test: true, back: back,
			ios: "https://switch.example", android: "https://other.example", want: "https://switch.example/" + tail,
		},
		{
			name: "Android overridden, with path", style: StyleCurrent, platform: PlatformAndroid,
			back: back, android: "https://switch.example/app", want: "https://switch.example/app" + tail,
		},
		{
			name: "Android overridden, with query", style: StyleCurrent, platform: PlatformAndroid, back: back,
			android: "https://switch.example/?a=b", want: "https://switch.example/?a=b&" + tail[1:],
		},
		{
			name: "documented, iOS overridden", style: StyleDocumented, platform: PlatformIOS,
			back: back, ios: "https://switch.example", want: "https://switch.example",
		},
		{
			name: "older Android is never overridden", style: StyleCurrent, platform: PlatformAndroidOld,
			ios: "https://switch.example", android: "https://switch.example", want: link,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := AppswitchURL(test.style, test.platform, test.test, test.back, test.ios, test.android)
			if err != nil || got != test.want {
				t.Errorf("got %s, %v, want %s", got, err, test.want)
			}
		})
	}
}

func TestReturnURLComesBackWhole(t *testing.T) {
	const back = "https://your-app.dk/a%20b/?x=1&y=%26+2&returnUrl=https://evil.example"
	got, err := AppswitchURL(StyleCurrent, PlatformIOS, false, back, "", "")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if values := u.Query()["returnUrl"]; len(values) != 1 || values[0] != back || len(u.Query()) != 1 {
		t.Errorf("got %q", u.Query())
	}
}

func TestAppswitchURLRefuses(t *testing.T) {
	for _, test := range []struct {
		name           string
		style          Style
		platform       Platform
		back, override string
		field, problem string
	}{
		{
			name: "a style that there is not", style: "newest", platform: PlatformIOS,
			field: FieldAppswitchStyle, problem: ciba.ProblemUnknown,
		},
		{
			name: "a platform that there is not", style: StyleCurrent,
			platform: "windows", field: FieldPlatform, problem: ciba.ProblemUnknown,
		},
		{
			name: "an http return URL", style: StyleCurrent, platform: PlatformIOS,
			back: "http://a.dk", field: FieldReturnURL, problem: ciba.ProblemNotHTTPS,
		},
		{
			name: "an http return URL that would not be in it", style: StyleDocumented,
			platform: PlatformAndroidOld, back: "http://a.dk", field: FieldReturnURL, problem: ciba.ProblemNotHTTPS,
		},
		{
			name: "an override of another scheme", style: StyleCurrent, platform: PlatformIOS,
			override: "mitid-app://x", field: FieldAppswitchIOS, problem: ciba.ProblemNotHTTPS,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := AppswitchURL(test.style, test.platform, false, test.back, test.override, "")
			wantProblem(t, err, test.field, test.problem)
			if got != "" {
				t.Errorf("got %q with the error", got)
			}
		})
	}
}

func TestAppswitchWarning(t *testing.T) {
	for _, test := range []struct {
		style    Style
		platform Platform
		want     string
	}{
		{style: StyleCurrent, platform: PlatformIOS},
		{style: StyleCurrent, platform: PlatformAndroid},
		{style: StyleCurrent, platform: PlatformAndroidOld, want: WarningDynamicLinks},
		{style: StyleDocumented, platform: PlatformIOS},
		{style: StyleDocumented, platform: PlatformAndroid, want: WarningDynamicLinks},
		{style: StyleDocumented, platform: PlatformAndroidOld, want: WarningDynamicLinks},
	} {
		link, err := AppswitchURL(test.style, test.platform, false, "", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := AppswitchWarning(link); got != test.want {
			t.Errorf("%s, %s: got %q, want %q", test.style, test.platform, got, test.want)
		}
	}
}

func TestPlatformNamesAsInTheRequest(t *testing.T) {
	for platform, want := range map[Platform]string{PlatformIOS: "IOS", PlatformAndroid: "Android", PlatformAndroidOld: "Android"} {
		if got := platform.AppOS(); got != want {
			t.Errorf("%s: got %q, want %q", platform, got, want)
		}
	}
	if !StyleDocumented.ReturnURLInRequest() || StyleCurrent.ReturnURLInRequest() {
		t.Error("only the documented style puts the return URL into the request")
	}
}

package mitid

import (
	"net/url"
	"strings"

	"ringback/ciba"
)

// Platform is the phone that an appswitch URL is for.
type Platform string

// The platforms.
const (
	PlatformIOS        Platform = "ios"
	PlatformAndroid    Platform = "android"
	PlatformAndroidOld Platform = "android_old" // with a MitID app before version 15
)

// Platforms returns the platforms in the order in which they are offered.
func Platforms() []Platform {
	return []Platform{PlatformIOS, PlatformAndroid, PlatformAndroidOld}
}

// AppOS returns the request's name for the platform.
func (p Platform) AppOS() string {
	if p == PlatformIOS {
		return AppOSIOS
	}
	return AppOSAndroid
}

// Style is the edition of the broker's documentation that appswitch follows.
type Style string

// The styles.
const (
	StyleCurrent    Style = "current"    // the return URL travels in the appswitch URL
	StyleDocumented Style = "documented" // the page of 2024-12-16: the return URL is in the request
)

// ReturnURLInRequest reports whether the return URL travels in the request, as appSwitchReturnUrl
// next to appOS, and not in the appswitch URL.
func (s Style) ReturnURLInRequest() bool { return s == StyleDocumented }

// The static appswitch URLs.
const (
	urlMitID        = "https://appswitch.mitid.dk"
	urlMitIDTestIOS = "https://appswitch-test.mitid.nets.eu"
	urlDynamicLink  = "https://appswitchmitid.page.link/?apn=dk.mitid.app.android&afl=https://appswitch.mitid.dk&link=https://appswitch.mitid.dk"
)

// AppswitchURL returns the URL that opens the MitID app. It holds no session, so it doesn't tie the
// app to a request.
//
//   - Current: the URL of the platform, with the return URL, if there is one, as the parameter
//     returnUrl. On iOS the test environment has its own URL.
//   - Documented: the URL of the page, byte for byte, in test and production. The return URL is not
//     in it, see [Style.ReturnURLInRequest].
//   - Older Android: the documented dynamic link in either style, without any addition of ours.
//
// An override replaces the URL of iOS or Android in either style. A return URL and an override must
// pass [CheckReturnURL]. The error is a [ciba.FieldError].
func AppswitchURL(style Style, platform Platform, test bool, returnURL, overrideIOS, overrideAndroid string) (string, error) {
	if returnURL != "" {
		if err := CheckReturnURL(returnURL); err != nil {
			return "", err
		}
	}
	if style != StyleCurrent && style != StyleDocumented {
		return "", ciba.FieldError{Field: FieldAppswitchStyle, Problem: ciba.ProblemUnknown}
	}
	var base string
	var err error
	switch platform {
	case PlatformIOS:
		base, err = overridden(FieldAppswitchIOS, overrideIOS, staticIOS(style, test))
	case PlatformAndroid:
		base, err = overridden(FieldAppswitchAndroid, overrideAndroid, staticAndroid(style))
	case PlatformAndroidOld:
		return urlDynamicLink, nil
	default:
		return "", ciba.FieldError{Field: FieldPlatform, Problem: ciba.ProblemUnknown}
	}
	if err != nil {
		return "", err
	}
	if returnURL == "" || style.ReturnURLInRequest() {
		return base, nil
	}
	return withReturnURL(base, returnURL), nil
}

func staticIOS(style Style, test bool) string {
	if test && style == StyleCurrent {
		return urlMitIDTestIOS
	}
	return urlMitID
}

func staticAndroid(style Style) string {
	if style == StyleDocumented {
		return urlDynamicLink
	}
	return urlMitID
}

func overridden(field, override, static string) (string, error) {
	if override == "" {
		return static, nil
	}
	return override, checkURL(field, override)
}

// withReturnURL adds the parameter to a checked URL. If the URL has no path, it adds a slash first,
// as the broker writes it.
func withReturnURL(base, returnURL string) string {
	parameter := "returnUrl=" + url.QueryEscape(returnURL)
	if strings.Contains(base, "?") {
		return base + "&" + parameter
	}
	if strings.Count(base, "/") == 2 { // only those of https://
		base += "/"
	}
	return base + "?" + parameter
}

// WarningDynamicLinks says that the URL is a Firebase Dynamic Link. Google shut that service down
// on 2025-08-25, so the documented URL no longer opens anything.
const WarningDynamicLinks = "dynamic_links_shut_down"

// AppswitchWarning returns the key of the warning to show with an appswitch URL; "" if there is
// none.
func AppswitchWarning(appswitchURL string) string {
	if u, err := url.Parse(appswitchURL); err == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".page.link") {
		return WarningDynamicLinks
	}
	return ""
}

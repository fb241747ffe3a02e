// Something else has the name, as the vendor's public bundle does.
window.reach5 = { createClient() {} };

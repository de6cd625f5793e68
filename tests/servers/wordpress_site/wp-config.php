<?php
// The blog of the tests: everything that differs from one start to the next comes from the environment.
define('DB_NAME', 'blog');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:' . getenv('BLOG_FOLDER') . '/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', 'only for tests');
    define($name . '_SALT', 'only for tests');
}
$table_prefix = 'wp_';
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords without https
define('WP_CONTENT_DIR', getenv('BLOG_FOLDER') . '/content');
define('WP_SITEURL', 'http://' . ($_SERVER['HTTP_HOST'] ?? 'localhost'));
define('WP_HOME', WP_SITEURL);
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';

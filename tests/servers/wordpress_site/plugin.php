<?php
// Guests may comment over the interface, nothing is mailed, and nobody writes too fast, unless a test says so.
add_filter('rest_allow_anonymous_comments', '__return_true');
add_filter('pre_wp_mail', '__return_true');
if (!file_exists(getenv('BLOG_FOLDER') . '/flood')) {
    remove_action('check_comment_flood', 'check_comment_flood_db', 10);
    add_filter('wp_is_comment_flood', '__return_false', 99);
}
